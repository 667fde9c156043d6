import type { EndReason } from '../../../machine/families/end-reason.js'
import { judgeRefresh } from '../../../machine/families/refresh.js'
import type { GrantFacts, LiveFamily } from '../../../machine/families/token-family.js'
import type { Client } from '../../../ports/client-registry.js'
import type { DialectTerms } from '../../../protocol/command.js'
import { constantProblem, type Problem } from '../../../protocol/problem.js'
import type { ProvenKey } from '../../../protocol/proof.js'
import type { Call } from '../../call/call.js'
import { hasFamilies, type ServiceContext } from '../../call/context.js'
import { refuseUnproven } from '../../proofs/refuse-unproven.js'
import { useProof } from '../../proofs/use-proof.js'
import { activeAccount } from '../active-grant.js'
import { endGrant } from '../end-grant.js'
import { readRefreshToken } from '../refresh-token.js'

const notGood = constantProblem('invalidRefreshToken', 'The refresh token is not valid.')
const mayNotRefresh = constantProblem('unauthorizedClient', 'The client may not use refresh tokens.')

/** A refresh token, and the key that the request proves. */
export interface Presented {
  readonly refreshToken: string
  readonly key?: ProvenKey | undefined
}

/**
 * Returns the live grant of this client that a refresh token names. The token is judged as in a refresh, and is not spent: a
 * spent one that comes back late ends its grant here too (RFC 9700 §4.14.2).
 */
export async function findReplaceable(
  context: ServiceContext,
  { refreshToken, key }: Presented,
  client: Client,
  { dialect }: DialectTerms,
  call: Call,
): Promise<LiveFamily | Problem> {
  if (!client.grantTypes.includes('refresh_token')) return mayNotRefresh
  // A token that this server did not make costs no store call.
  const token = readRefreshToken(context.digester, refreshToken)
  if (token === undefined || !hasFamilies(context)) return notGood
  const found = await context.families.find(call, token.grantId)
  const { clientId } = client
  const presenter = { clientId, dialect, ...(key && { jkt: key.jkt }) }
  const request = { family: found?.family, token: token.digest, presenter, now: context.clock.now() }
  const verdict = judgeRefresh(request, context.policy)
  const end = async (reason: EndReason): Promise<Problem> => {
    await endGrant(context, token.grantId, reason, call)
    return notGood
  }
  switch (verdict.verdict) {
    case 'current':
      return (await activeAccount(context, verdict.family, call)) === undefined ? end('inactive') : verdict.family
    case 'reused':
      // Somebody who saw an old request has its proof, not the key: a used proof ends no grant.
      return (key && (await useProof(context, key, clientId, call))) ?? end('refreshTokenReused')
    case 'keyMissing':
      return refuseUnproven(context, { reason: 'missing', clientId, ...ownerOf(verdict.family) }, call)
    case 'otherKey':
      refuseUnproven(context, { reason: 'otherKey', clientId, ...ownerOf(verdict.family) }, call)
      return notGood
    case 'replayable':
    case 'unknown':
    case 'foreign':
    case 'ended':
    case 'expired':
      return notGood
  }
}

function ownerOf({ subject, grantId }: GrantFacts): Pick<GrantFacts, 'subject' | 'grantId'> {
  return { subject, grantId }
}
