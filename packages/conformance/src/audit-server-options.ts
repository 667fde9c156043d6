import type { AuditClient } from './bench/client.js'
import type { Decide } from './bench/decide.js'
import type { Endpoints } from './find/endpoints.js'

/** How far a run has come. */
export interface AuditProgress {
  readonly done: number
  readonly total: number
  /** The id of the audit that runs now. */
  readonly id: string
}

/** What `auditServer` needs to know. */
export interface AuditServerOptions {
  /** The issuer, or the address of its metadata. */
  readonly server: string
  /** The client of the run. It may use the device grant, and better refresh tokens too. */
  readonly client: AuditClient
  /** A second client of the server, for what one client must not do with the codes and tokens of another. */
  readonly otherClient?: AuditClient
  /**
   * The scope that each authorization asks for.
   *
   * @defaultValue none
   */
  readonly scope?: string
  /** Decides as a person would. Without it, audits that need a decision are skipped. */
  readonly decide?: Decide
  /** Addresses of endpoints, for a server without metadata. They go before those of the metadata. */
  readonly endpoints?: Endpoints
  /** Origins, besides those of the addresses above, that the run may send requests to. */
  readonly origins?: readonly string[]
  /**
   * Whether to run audits that send many requests at the same moment.
   *
   * @defaultValue `false`
   */
  readonly load?: boolean
  /** Only these audits, by their ids or by their groups, which are the first words of ids. */
  readonly only?: readonly string[]
  /**
   * The least time between two requests, in milliseconds.
   *
   * @defaultValue `100`
   */
  readonly pace?: number
  /**
   * How long a response may take, in milliseconds.
   *
   * @defaultValue `10_000`
   */
  readonly timeout?: number
  /**
   * How many requests the run may send.
   *
   * @defaultValue `1000`
   */
  readonly maxRequests?: number
  /**
   * How long the run may take, in milliseconds. What is not judged by then is unclear.
   *
   * @defaultValue `3_600_000`, an hour
   */
  readonly maxTime?: number
  /**
   * How long the run may wait for the end of the lifetime of a code, in seconds. Codes that live longer are not waited for.
   *
   * @defaultValue `30`
   */
  readonly patience?: number
  /** Ends the run. */
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: AuditProgress) => void
  /**
   * Sends the requests.
   *
   * @defaultValue `fetch` of the runtime
   */
  readonly fetch?: typeof globalThis.fetch
  /**
   * Waits for milliseconds. A test passes one that moves the clock of its server.
   *
   * @defaultValue a timer of the runtime
   */
  readonly sleep?: (milliseconds: number, signal?: AbortSignal) => Promise<void>
  /**
   * The time in milliseconds since 1970.
   *
   * @defaultValue `Date.now`
   */
  readonly now?: () => number
}
