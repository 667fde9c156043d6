import type { JtiStore } from '../../ports/proving/client-assertions.js'
import type { ProofVerifier } from '../../ports/proving/proofs.js'
import type { Clock, Digester } from '../../ports/runtime.js'
import { constantProblem } from '../../protocol/problem.js'
import { startCall } from '../../service/call/call.js'
import { guardProofs } from '../../service/guards/proving/proofs.js'
import { checkProof } from '../../service/proofs/check-proof.js'
import { hashOf } from '../../service/proofs/token-hash.js'
import type { ResourceProofs } from './prove-token.js'

/** How a resource server without a device grant checks DPoP proofs (RFC 9449 §7). */
export interface ResourceDpopOptions {
  /** Checks signatures: `createProofVerifier()` of `@devicegrant/core/jwt`, or the host's own. */
  readonly verifier: ProofVerifier
  /** The public URL below which clients know the resource server. */
  readonly baseUrl: string
  /**
   * Remembers used proofs, so that each is accepted once.
   *
   * @defaultValue none: a proof is accepted again for 60 seconds, for the same method, URL and token
   */
  readonly jtis?: JtiStore
  /** The clock by which proofs get old. @defaultValue the clock of this machine */
  readonly clock?: Clock
}

/** Returns the check of proofs of a resource server that shares no secret with a device grant, so it knows no nonces. */
export function standaloneProofs({
  verifier,
  baseUrl,
  jtis,
  clock = systemClock,
}: ResourceDpopOptions): ResourceProofs {
  const proofs = guardProofs({ verifier, jtis: jtis ?? forgetful, nonces: 'never', baseUrls: [baseUrl] })
  return {
    algorithms: verifier.algorithms,
    origin: new URL(baseUrl).origin,
    check: (presented) => checkProof({ proofs, clock, digester: plainDigests }, presented, startCall()),
    ...(jtis && {
      use: async ({ proof, proofUntil }) =>
        (await proofs.jtis.use(startCall(), proof, proofUntil)) ? undefined : usedBefore,
    }),
  }
}

const usedBefore = constantProblem('invalidProof', 'The DPoP proof was used before. Make a new one for each request.')

// The names of proofs are no secrets, and nonces are not accepted here.
const plainDigests: Digester = { digest: (purpose, value) => hashOf(`${purpose} ${value}`) }

const systemClock: Clock = { now: () => Date.now() }
const forgetful: JtiStore = { use: async () => true }
