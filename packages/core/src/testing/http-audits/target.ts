import type { Duration } from '../../machine/time.js'
import type { AuditFixtures, OptionalFixture } from './fixtures.js'

/** A request as it goes out, to the byte as far as HTTP leaves it to the sender. */
export interface AuditRequest {
  readonly method: string
  /** The request target: path from the root of the host, and query. Percent-encoded, sent as it is. */
  readonly path: string
  /** In this order, a name twice where it stands here twice. `Host` and `Content-Length` are the sender's. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body?: string | Uint8Array
}

/** An answer as it came in. */
export interface AuditResponse {
  readonly status: number
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: string
}

/** What the audits are tried on: a server that answers, what is registered with it, and what else it can be told. */
export interface AuditTarget {
  /** Sends one request and waits for its answer. Follows no redirect and keeps no cookie. */
  send(request: AuditRequest): Promise<AuditResponse>
  readonly fixtures: AuditFixtures
  /** Moves the server's clock on. Absent: the server lives in real time. */
  advance?(by: Duration): void | Promise<void>
  /** Disables or enables a registered client or account. Absent: the fixtures stay as they are. */
  disable?(what: DisabledFixture, disabled: boolean): void | Promise<void>
}

/** One of the fixtures, by the name that it is known by on the wire. */
export type DisabledFixture = { readonly clientId: string } | { readonly username: string }

/** What a target may or may not be able to offer. */
export type AuditNeed = 'advance' | 'disable' | OptionalFixture
