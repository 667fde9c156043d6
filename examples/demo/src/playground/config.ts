/** What the server gives to the script of the playground. */
export interface PlaygroundConfig {
  readonly issuer: string
  /** The path of the issuer, empty at the root. */
  readonly path: string
  /** The lifetime of a short-lived code, in seconds. */
  readonly shortLifetime: number
  /** The header of a request for a code that expires soon. */
  readonly shortLivedHeader: string
  /** The header of a response that names the grant of a new code. The events of the grant have the same name. */
  readonly grantHeader: string
  readonly account: { readonly username: string; readonly password: string }
  readonly languages: readonly Language[]
}

/** How a device speaks one dialect. */
export interface Language {
  readonly name: string
  readonly title: string
  readonly start: Sentence
  readonly poll: Sentence
  readonly refresh?: Sentence
  /** The member of a refusal that has the error code. */
  readonly wordMember: string
  readonly refusals: Readonly<Record<Refusal, Spelling>>
}

/** How one request is written. */
export interface Sentence {
  readonly path: string
  readonly media: 'application/x-www-form-urlencoded' | 'application/json'
  /** The header `Accept`, if the dialect needs it to answer with JSON. */
  readonly accept?: 'application/json'
  /** The parameters that are always the same. `undefined` if the request has no body. */
  readonly parameters?: Readonly<Record<string, string>>
  /** The parameter for the device code or the refresh token. */
  readonly secret?: string
}

/** Why a poll gets no tokens. `unknown`: the server does not know the code any more. */
export type Refusal = 'pending' | 'slowDown' | 'denied' | 'expired' | 'unknown'

/** The status and the error code of a refusal. */
export interface Spelling {
  readonly status: number
  readonly word: string
}
