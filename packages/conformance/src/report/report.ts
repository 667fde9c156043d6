import type { AuditLevel, AuditStatement } from '../bench/audit.js'
import type { HeaderList } from '../http/exchange.js'

/**
 * What came of an audit. `passed`: the obligation holds. `failed`: it does not. `skipped`: it does not concern this server, or the run
 * lacks what it needs. `unclear`: something before it did not work, so it could not be judged.
 */
export type AuditOutcome = 'passed' | 'failed' | 'skipped' | 'unclear'

/** A request and its response, without secrets: names such as `$DEVICE_CODE_1` stand in their place. */
export interface ReportedExchange {
  readonly method: string
  readonly url: string
  readonly requestHeaders: HeaderList
  readonly requestBody: string | undefined
  readonly status: number
  readonly responseHeaders: HeaderList
  readonly responseBody: string
  /** A command for a shell that sends the request again. */
  readonly curl: string
}

/** The result of one audit. */
export interface AuditResult extends Pick<AuditStatement, 'id' | 'section' | 'level' | 'obligation' | 'note'> {
  /** The address of the section. */
  readonly sectionUrl: string
  readonly outcome: AuditOutcome
  /** What was expected of a server that failed, or why the audit was skipped or is unclear. */
  readonly reason: string | undefined
  /** The exchanges that show it. */
  readonly exchanges: readonly ReportedExchange[]
}

/** The counts of one level. */
export type OutcomeCounts = Readonly<Record<AuditOutcome, number>>

/** Everything that a run found. It is JSON. */
export interface AuditReport {
  readonly format: 1
  /** What the caller named. */
  readonly server: string
  /** The addresses of the endpoints that were judged, by their names in the metadata. */
  readonly endpoints: Readonly<Record<string, string>>
  readonly clientId: string
  /** ISO 8601, in UTC. */
  readonly startedAt: string
  readonly finishedAt: string
  /** The count of requests that were sent. */
  readonly requests: number
  readonly summary: Readonly<Record<AuditLevel, OutcomeCounts>>
  readonly results: readonly AuditResult[]
}
