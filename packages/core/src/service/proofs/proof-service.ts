import type { ClientId } from '../../machine/names.js'
import type { Problem } from '../../protocol/problem.js'
import type { CheckedProof, PresentedProof, ProvenKey } from '../../protocol/proof.js'
import type { Call, StartCall } from '../call/call.js'
import type { ServiceContext } from '../call/context.js'
import { checkProof } from './check-proof.js'
import { useProof } from './use-proof.js'

/** The check of DPoP proofs (RFC 9449 §4.3), for hosts that serve the protocol without the HTTP interface. */
export interface ProofService {
  /** The algorithms that a proof can be signed with. */
  readonly algorithms: readonly string[]
  /**
   * Checks a proof against its request. Pass the key to the command of the request, and write `nonce` into the header
   * `DPoP-Nonce` of the response. The check uses nothing up.
   *
   * @example
   * ```ts
   * const proof = String(request.headers.dpop)
   * const checked = await grant.service.proofs?.check({ proof, method: 'POST', url: 'https://login.example.com/token' })
   * ```
   */
  check(presented: PresentedProof, call?: Call): Promise<CheckedProof>
  /**
   * Uses up a proof at a resource, whose access token is of this client. Returns a problem if the proof was used before. The
   * commands of the protocol do it themselves.
   */
  use(key: ProvenKey, clientId?: ClientId, call?: Call): Promise<Problem | undefined>
}

/** Returns the check of proofs, if the configuration has one. */
export function proofServiceOf(context: ServiceContext, start: StartCall): { readonly proofs?: ProofService } {
  const { proofs } = context
  if (proofs === undefined) return {}
  return {
    proofs: {
      algorithms: proofs.verifier.algorithms,
      check: (presented, call = start()) => checkProof({ ...context, proofs }, presented, call),
      use: (key, clientId, call = start()) => useProof(context, key, clientId, call),
    },
  }
}
