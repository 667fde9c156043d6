import type { GrantDescription } from '@devicegrant/core'
import type { Finding } from '../host-module/finding.js'

/** What the call of one port in `--probe` has shown. */
export interface ProbedPart {
  readonly part: string
  readonly ok: boolean
  readonly reason?: string
}

/** What the grant serves. Its warnings are in the report. */
export type Served = Omit<GrantDescription, 'warnings'>

/** What a check has found. What is known to be secret is hidden in it. */
export interface Report {
  /** The export that was checked. */
  readonly export?: string
  readonly problems: readonly Finding[]
  readonly warnings: readonly Finding[]
  readonly served?: Served
  readonly probe?: readonly ProbedPart[]
}

/** Returns a report with one problem. */
export function failure(problem: Finding): Report {
  return { problems: [problem], warnings: [] }
}
