import type { Requester } from '../machine/authorization.js'
import type { GrantId } from '../machine/names.js'
import type { Policy } from '../machine/policy.js'
import type { FamilyCaps, TokenFamilyStore } from '../ports/token-family-store.js'
import type { ServiceContext } from './context.js'
import { endGrant } from './end-grant.js'
import { inParallel, mostCalls } from './in-parallel.js'

/** What a store is told of how many live families an account may have. */
export function capsOf({ grantsPerAccount, grantsPerClient }: Policy): FamilyCaps {
  return { perAccount: grantsPerAccount, perClient: grantsPerClient, namedAtOnce: mostCalls }
}

/**
 * Ends the grants that a new one has displaced. The new tokens exist by now, so a failure is reported and keeps them from
 * nobody: the store names the same grants at the next sign-in of the account.
 */
export async function endDisplaced(
  context: ServiceContext,
  families: TokenFamilyStore,
  displaced: readonly GrantId[],
  requester: Requester,
): Promise<void> {
  try {
    await inParallel(displaced, mostCalls, (grantId) => endGrant(context, families, grantId, 'displaced', requester))
  } catch (fault) {
    context.report(fault, 'ending the grants of an account that are beyond the caps of the policy')
  }
}
