import type { UserCodeDigest } from '../../../machine/names.js'
import { readUserCode, type UserCodeReading } from '../../../machine/user-code.js'
import type { DecisionMade, DecisionRequest, Refusal, Viewer } from '../../../protocol/interaction.js'
import type { Call } from '../../call/call.js'
import { hasFamilies, type ServiceContext } from '../../call/context.js'
import { digestUserCode } from '../../device/codes.js'
import { endGrant } from '../../tokens/end-grant.js'
import { decide } from '../decide.js'

/**
 * Stores the decision of a person. A device that asks with a refresh token has a grant already: a report of its request ends
 * that grant too, because the person says that the device is not theirs. A denial keeps it.
 */
export async function decideWithEarlierGrant(
  context: ServiceContext,
  request: DecisionRequest,
  reading: UserCodeReading,
  viewer: Viewer,
  call: Call,
): Promise<DecisionMade | Refusal> {
  const made = await decide(context, request, reading, viewer, call)
  if (made.kind === 'refusal' || made.status === 'approved' || !hasFamilies(context)) return made
  const userCode = readUserCode(request.userCode, reading)
  const digest = userCode === undefined ? undefined : digestUserCode(context.digester, userCode)
  const replaced = digest === undefined ? undefined : await replacedBy(context, digest, call)
  if (replaced === undefined) return made
  // The person may send the form again after a failure, so this does not depend on who stored the decision.
  if (request.choice === 'report') {
    await endGrant(context, replaced, 'revokedByPerson', call)
    return { ...made, earlierGrant: 'ended' }
  }
  const found = await context.families.find(call, replaced)
  return found?.family.status === 'live' ? { ...made, earlierGrant: 'kept' } : made
}

async function replacedBy({ store }: ServiceContext, userCode: UserCodeDigest, call: Call) {
  return (await store.find(call, userCode))?.authorization.replaces?.grantId
}
