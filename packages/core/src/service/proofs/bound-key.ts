import type { StartAuthorization } from '../../protocol/command.js'
import { constantProblem, type Problem } from '../../protocol/problem.js'
import type { ServiceContext } from '../call/context.js'

/**
 * Returns the thumbprint of the key that a new device code is bound to: that of the request's proof, or that of its
 * parameter `dpop_jkt`. Without the option `dpop` the parameter is unknown, as to every server without DPoP.
 */
export function keyToBind(
  { proofs }: ServiceContext,
  { jkt, key }: Pick<StartAuthorization, 'jkt' | 'key'>,
): string | undefined | Problem {
  if (proofs === undefined) return undefined
  return jkt !== undefined && key !== undefined && jkt !== key.jkt ? twoKeys : (key?.jkt ?? jkt)
}

// RFC 9449 §10.1, by analogy.
const twoKeys = constantProblem('invalidProof', 'The parameter dpop_jkt and the DPoP proof have different keys.')
