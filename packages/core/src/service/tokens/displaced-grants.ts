import type { GrantFacts } from '../../machine/families/token-family.js'
import type { GrantId } from '../../machine/names.js'
import type { Policy } from '../../machine/policy.js'
import type { FamilyCaps } from '../../ports/token-family-store.js'
import type { Call } from '../call/call.js'
import type { FamilyContext } from '../call/context.js'
import { inParallel, mostCalls } from '../call/in-parallel.js'
import { endGrant } from './end-grant.js'

/**
 * Returns the limits that a store applies to the live families of an account. The grant that a new one replaces still counts
 * for a moment, and must not displace another one.
 */
export function capsOf(
  { grantsPerAccount, grantsPerClient }: Policy,
  { replaces }: Pick<GrantFacts, 'replaces'>,
): FamilyCaps {
  const leaving = replaces === undefined ? 0 : 1
  return { perAccount: grantsPerAccount + leaving, perClient: grantsPerClient + leaving, namedAtOnce: mostCalls }
}

/**
 * Ends the grants that a new grant has displaced. The new tokens exist already, so a failure is only reported and the
 * client still gets its tokens. The store names the same grants again at the next sign-in of the account.
 */
export async function endDisplaced(context: FamilyContext, displaced: readonly GrantId[], call: Call): Promise<void> {
  try {
    await inParallel(displaced, mostCalls, (grantId) => endGrant(context, grantId, 'displaced', call))
  } catch (fault) {
    context.report(fault, 'ending the grants of an account that are beyond the caps of the policy')
  }
}
