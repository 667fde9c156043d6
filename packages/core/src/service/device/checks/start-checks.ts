import type { AuthorizationFacts } from '../../../machine/authorization.js'
import type { Client } from '../../../ports/client-registry.js'
import type { DialectTerms, StartAuthorization } from '../../../protocol/command.js'
import { constantProblem, type Problem, problem } from '../../../protocol/problem.js'

type Checks = Pick<AuthorizationFacts, 'codeChallenge' | 'bindingMessage' | 'needsNumber'>

/** Returns what ties an authorization to the device that starts it, or why this client may not start it so. */
export function startChecks(
  { codeChallenge, bindingMessage, client: { method } }: StartAuthorization,
  client: Client,
  terms: DialectTerms,
): Checks | Problem {
  if (client.pkce === 'required' && codeChallenge === undefined) return challengeMissing
  // Any program can name a public client, and would then write on the page: docs/decisions/0072.
  if (bindingMessage !== undefined && method === 'none') return messageOfAnybody
  if (client.dpop === 'required' && terms.proofs !== true) return noProofs
  const needsNumber = client.verificationNumber === true
  if (needsNumber && terms.verificationNumbers !== true) return noNumbers
  return {
    ...(codeChallenge !== undefined && { codeChallenge }),
    ...(bindingMessage !== undefined && { bindingMessage }),
    ...(needsNumber && { needsNumber }),
  }
}

const challengeMissing = problem(
  'invalidRequest',
  'The parameter code_challenge is missing. This client must send it, with code_challenge_method S256.',
  { faults: [{ name: 'code_challenge', fault: 'missing' }] },
)
const messageOfAnybody = problem(
  'invalidRequest',
  'The parameter binding_message is only for clients that authenticate.',
  { faults: [{ name: 'binding_message', fault: 'malformed' }] },
)
const noNumbers = constantProblem(
  'unauthorizedClient',
  'This client asks people for a verification number. The path does not support it.',
)
const noProofs = constantProblem(
  'unauthorizedClient',
  'The tokens of this client must be bound to a key. The path takes no DPoP proofs.',
)
