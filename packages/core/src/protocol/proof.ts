import type { Instant } from '../machine/time.js'
import type { Problem } from './problem.js'

/** A DPoP proof as it arrived, with the request that it must be for (RFC 9449 §4.3). */
export interface PresentedProof {
  /** The value of the header `DPoP`. */
  readonly proof: string
  /** The method of the request. */
  readonly method: string
  /** The public URL of the request, without the query. */
  readonly url: string
  /** The access token that comes with the proof, at a resource. */
  readonly accessToken?: string
}

/** A key whose possession a proof has shown. */
export interface ProvenKey {
  /** The RFC 7638 thumbprint of the key. */
  readonly jkt: string
  /** The name of the proof in the jti store: a keyed digest of the key and the `jti`. */
  readonly proof: string
  /** Until this moment the proof could be presented again. */
  readonly proofUntil: Instant
}

/** The result of the check of a proof. `nonce` belongs into the header `DPoP-Nonce` of the response. */
export type CheckedProof =
  | { readonly key: ProvenKey; readonly nonce?: string }
  | { readonly refusal: Problem; readonly nonce?: string }
