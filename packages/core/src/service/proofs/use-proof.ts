import type { ClientId } from '../../machine/names.js'
import { constantProblem, type Problem } from '../../protocol/problem.js'
import type { ProvenKey } from '../../protocol/proof.js'
import type { Call } from '../call/call.js'
import type { ServiceContext } from '../call/context.js'

/**
 * Uses up the proof of a request, just before something is given for it (RFC 9449 §11.1). Returns the refusal if the proof
 * was used before.
 */
export async function useProof(
  { proofs, emit }: ServiceContext,
  { proof, proofUntil }: ProvenKey,
  clientId: ClientId | undefined,
  call: Call,
): Promise<Problem | undefined> {
  if (proofs === undefined) throw new Error('a proven key comes from `checkProof`, which needs the option `dpop`')
  if (await proofs.jtis.use(call, proof, proofUntil)) return undefined
  emit({ type: 'proofRefused', reason: 'usedBefore', ...(clientId !== undefined && { clientId }) }, call)
  return usedBefore
}

const usedBefore = constantProblem('invalidProof', 'The DPoP proof was used before. Make a new one for each request.')

/** Uses up the proof of a request when it is first called. Returns the same result whenever it is called again. */
export type ProofOfRequest = () => Promise<Problem | undefined>

/** Returns the function that uses up the proof of a request. A request without a proof has none. */
export function proofOfRequest(
  context: ServiceContext,
  key: ProvenKey | undefined,
  clientId: ClientId,
  call: Call,
): ProofOfRequest | undefined {
  if (key === undefined) return undefined
  let used: Promise<Problem | undefined> | undefined
  return () => {
    used ??= useProof(context, key, clientId, call)
    return used
  }
}
