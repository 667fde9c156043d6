import type { GrantDescription } from '@devicegrant/core'

/** A problem or a warning. */
export interface Finding {
  /** A code of docs/configuration-errors.md or docs/warnings.md, or one of this command. */
  readonly code: string
  /** The path of the option. */
  readonly option?: string
  readonly message: string
  /** Where it is explained: a URL. */
  readonly docs?: string
  /** The line that threw: `grant.ts:12:3`. */
  readonly place?: string
}

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

const repository = 'https://github.com/devicegrant/devicegrant/blob/main/'
/** Where the problems of this command itself are explained. */
export const ownDocs = `${repository}packages/cli/README.md#what-check-says`

/** Returns the URL of a page of the repository. */
export function urlOf(docs: string): string {
  return repository + docs
}
