import type { Instant } from '../../machine/time.js'
import type { Found, MaybePromise } from '../found.js'

/** The claims of a DPoP proof with a valid signature, RFC 9449 §4.2. Times are milliseconds since the Unix epoch. */
export interface ProofClaims {
  /** The RFC 7638 thumbprint (SHA-256) of the key in the header, which signed the proof. */
  readonly jkt: string
  /** `jti`: identifies this proof. */
  readonly proofId: string
  /** `htm`: the method of the request. */
  readonly method: string
  /** `htu`: the URL of the request. */
  readonly url: string
  /** `iat`: when the client made the proof, by the clock of the client. */
  readonly issuedAt: Instant
  readonly nonce?: string
  /** `ath`: the base64url SHA-256 of the access token that the proof comes with. */
  readonly tokenHash?: string
}

/** Checks signatures of DPoP proofs: `createProofVerifier` of `@devicegrant/core/jwt`, or the host's own. */
export interface ProofVerifier {
  /** The public-key algorithms that it accepts, such as `ES256`. The metadata and the challenges list them. */
  readonly algorithms: readonly string[]
  /**
   * Returns the claims of a proof, or `undefined` or `null` if it is not a proof: RFC 9449 §4.3, checks 2 to 7. The library
   * checks the values of the claims. Must reject only if the cause is not the proof.
   */
  verify(proof: string): MaybePromise<Found<ProofClaims>>
}
