import type { Duration } from '@devicegrant/core'
import type { AuditFixtures, OptionalFixture } from './fixtures.js'

/** A request that the target sends exactly like this, as far as HTTP allows. */
export interface AuditRequest {
  readonly method: string
  /**
   * The request target: the path from the root of the host, and the query. It is percent-encoded: send it unchanged.
   */
  readonly path: string
  /** In this order; a name may occur twice. The sender adds `Host` and `Content-Length`. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body?: string | Uint8Array
}

/** A response as it was received. */
export interface AuditResponse {
  readonly status: number
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: string
}

/** The subject of the audits: a server, its registered fixtures, and what else a test can do to it. */
export interface AuditTarget {
  /** Sends one request and returns its response. Follows no redirect and keeps no cookie. */
  send(request: AuditRequest): Promise<AuditResponse>
  readonly fixtures: AuditFixtures
  /** Moves the server's clock forward by this number of milliseconds. Absent: the server uses real time. */
  advance?(by: Duration): void | Promise<void>
  /** Disables or enables a registered client or account. Absent: the fixtures stay as they are. */
  disable?(what: DisabledFixture, disabled: boolean): void | Promise<void>
}

/** A fixture that can be disabled, by its client id or username. */
export type DisabledFixture = { readonly clientId: string } | { readonly username: string }

/** The optional members of a target. */
export type AuditNeed = 'advance' | 'disable' | OptionalFixture
