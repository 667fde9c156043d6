import type { GrantId } from '../../../machine/names.js'
import type { DecisionMade, DecisionRequest } from '../../../protocol/interaction.js'
import type { Call } from '../../call/call.js'
import { hasFamilies, type ServiceContext } from '../../call/context.js'
import { endGrant } from '../../tokens/end-grant.js'

/**
 * Returns what becomes of the grant that a denied request wanted to replace. A report ends it too, because the person says
 * that the device is not theirs. A denial keeps it. A grant that another request has replaced meanwhile counts as kept: the
 * device still has access. The person may send the form again after a failure, so a grant that a person has ended counts as
 * ended by a report.
 */
export async function earlierGrantAfter(
  context: ServiceContext,
  choice: DecisionRequest['choice'],
  replaced: GrantId,
  call: Call,
): Promise<DecisionMade['earlierGrant']> {
  if (!hasFamilies(context)) return undefined
  const isReport = choice === 'report'
  if (isReport && (await endGrant(context, replaced, 'revokedByPerson', call))) return 'ended'
  const family = (await context.families.find(call, replaced))?.family
  if (family === undefined) return undefined
  if (family.status === 'live' || family.reason === 'replaced') return 'kept'
  return isReport && family.reason === 'revokedByPerson' ? 'ended' : undefined
}
