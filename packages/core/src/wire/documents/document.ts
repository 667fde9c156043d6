import type { JsonObject } from '../json-value.js'

/** What the documents of a dialect say: what is served, and at which URLs. */
export interface DocumentFacts {
  readonly issuer: string
  /**
   * The full URL of each endpoint, by its name in the metadata: those that the table names, and `jwks_uri`,
   * `authorization_endpoint` and `userinfo_endpoint` if they exist.
   */
  readonly urls: Readonly<Record<string, string>>
  /** The grant types that are served. */
  readonly grantTypes: readonly string[]
  /** The code challenge methods of the dialect (RFC 7636 §4.3). Empty if it has none. */
  readonly codeChallengeMethods: readonly string[]
  /** The algorithms that client assertions may be signed with (RFC 7523). Empty if assertions are not accepted. */
  readonly assertionAlgorithms: readonly string[]
  /** The algorithms that ID tokens are signed with. Empty if there are no ID tokens. */
  readonly idTokenAlgorithms: readonly string[]
  /** The algorithms that DPoP proofs may be signed with (RFC 9449 §5.1). Empty if tokens are not bound to keys. */
  readonly proofAlgorithms: readonly string[]
  /** The scope values that the host lists. Empty if it lists none. */
  readonly scopes: readonly string[]
  /** The claims about a person that the host lists. Empty if it lists none. */
  readonly claims: readonly string[]
}

/** A public JSON document that a dialect serves by GET, such as its metadata. */
export interface DialectDocument {
  /** The path of the document, relative to the mount. */
  readonly path: string
  /** Returns the document. Called once, when the grant is made. */
  readonly write: (facts: DocumentFacts) => JsonObject
}
