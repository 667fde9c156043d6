import type { ClientId, GrantId, Subject } from '../../machine/names.js'
import { constantProblem, type Problem } from '../../protocol/problem.js'
import type { Call } from '../call/call.js'
import type { ServiceContext } from '../call/context.js'

/** What is known about the code or token that came without its key. */
interface Unproven {
  readonly reason: 'missing' | 'otherKey'
  readonly clientId: ClientId
  readonly subject?: Subject
  readonly grantId?: GrantId
}

/** Emits the event, and returns the refusal of a code or token that came without the key that it is bound to. */
export function refuseUnproven({ emit }: ServiceContext, unproven: Unproven, call: Call): Problem {
  emit({ type: 'proofRefused', ...unproven }, call)
  return keyMissing
}

const keyMissing = constantProblem(
  'invalidProof',
  'A DPoP proof with the key that the code or token is bound to is required.',
)

/** The refusal of a request without a proof, from a client whose tokens must be bound (RFC 9449 §5.2). */
export const proofRequired: Problem = constantProblem('invalidProof', 'This client must send a DPoP proof.')
