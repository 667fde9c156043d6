import type { NonceRule } from '../../../machine/proofs/dpop-proof.js'
import type { JtiStore } from '../../../ports/proving/client-assertions.js'
import type { ProofVerifier } from '../../../ports/proving/proofs.js'
import type { Guarded } from '../guarded.js'

/** What the check of DPoP proofs needs beside its ports. */
export interface ProofRules {
  readonly nonces: NonceRule
  /** The public URL below which clients know this grant, and other such URLs. */
  readonly baseUrls: readonly [string, ...string[]]
}

/** What the check of DPoP proofs needs (RFC 9449 §4.3). */
export interface Proofs extends ProofRules {
  readonly verifier: ProofVerifier
  readonly jtis: JtiStore
}

/** The same behind the guards of the ports. */
export interface GuardedProofs extends ProofRules {
  readonly verifier: Guarded<ProofVerifier>
  readonly jtis: Guarded<JtiStore>
}
