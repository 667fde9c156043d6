import type { ProofVerifier } from '../../ports/proving/proofs.js'

/** How DPoP proofs are checked (RFC 9449). `stores.jtis` remembers the used ones. */
export interface DpopOptions {
  /** Checks signatures: `createProofVerifier()` of `@devicegrant/core/jwt`, or the host's own. */
  readonly verifier: ProofVerifier
  /**
   * When a proof must have a nonce of this server (RFC 9449 §8). `'whenLate'`: when the time of the proof is more than 60
   * seconds old or 10 seconds ahead, so a device without a clock works too. `'always'`: in each proof, so that no proof can
   * be made in advance. Nonces need no store.
   *
   * @defaultValue `'whenLate'`
   */
  readonly nonces?: 'whenLate' | 'always'
  /**
   * Other public URLs of the same grant. A proof may name them in place of `baseUrl`.
   *
   * @defaultValue none
   */
  readonly alternateBaseUrls?: readonly string[]
}

/** The option `dpop` of a device grant. */
export interface DpopOption {
  /**
   * Binds tokens to a key of the client (DPoP, RFC 9449), so that a stolen token is worth nothing. Needs `stores.jtis`.
   *
   * @defaultValue none: all tokens are Bearer tokens, and proofs are ignored
   */
  readonly dpop?: DpopOptions
}
