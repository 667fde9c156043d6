import type { Requester } from '../machine/authorization.js'
import { day } from '../machine/time.js'
import type { TokenFamilyStore } from '../ports/token-family-store.js'
import type { ServiceContext } from './context.js'
import { cutOffName, type Holder } from './standing.js'

/**
 * Ends everything that an account or a client was granted up to now: families, approvals that no device has fetched yet,
 * and sessions on the built-in page. One write, whatever there is, so that nothing that is under way slips through.
 */
export async function endGrants(
  context: ServiceContext,
  families: TokenFamilyStore,
  holder: Holder,
  requester: Requester,
): Promise<void> {
  const now = context.clock.now()
  await families.cutOff(cutOffName(holder), now, now + longestGrant(context))
  context.tell({ type: 'grantsCutOff', ...holder }, requester)
}

// What is cut off must be gone before the cut-off is: an approval that is fetched at the last moment, and then a family
// to its absolute end. A day covers access tokens and sessions that outlive both.
function longestGrant({ policy }: ServiceContext): number {
  return policy.refreshLifetime + policy.lifetime + policy.tombstone + day
}
