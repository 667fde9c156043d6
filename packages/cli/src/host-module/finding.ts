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

const repository = 'https://github.com/devicegrant/devicegrant/blob/main/'
/** Where the problems of this command itself are explained. */
export const ownDocs = `${repository}packages/cli/README.md#what-check-says`

/** Returns the URL of a page of the repository. */
export function urlOf(docs: string): string {
  return repository + docs
}

/** Returns the same finding, with every text of the host changed by a function. */
export function mapFinding({ option, message, place, ...finding }: Finding, change: (text: string) => string): Finding {
  return {
    ...finding,
    ...(option !== undefined && { option: change(option) }),
    message: change(message),
    ...(place !== undefined && { place: change(place) }),
  }
}
