import type { DeviceAuthorization } from '../../machine/authorization.js'
import { withdraw } from '../../machine/decision.js'
import { release } from '../../machine/redemption.js'
import { type Problem, problem } from '../../protocol/problem.js'
import type { Call } from '../call/call.js'
import type { Claimed } from '../call/claims.js'
import { hasFamilies, type ServiceContext } from '../call/context.js'
import { endGrant } from '../tokens/end-grant.js'

/**
 * Releases a claim after a failure, so that the next poll can try again. If that fails too, this process releases it
 * later. Never rejects.
 */
export async function giveBack(context: ServiceContext, owned: Claimed, call: Call): Promise<void> {
  try {
    if (await undo(context, owned, release(owned.authorization), call)) return
  } catch (fault) {
    context.report(fault, 'releasing the claim of an approval after its tokens could not be made')
  }
  context.abandoned.add(owned.authorization)
}

/**
 * Withdraws the approval of a claim, because its grant is no longer active. The family that it may have by now is left.
 * Returns `elsewhere` if another request has given the response: the caller must read the record again.
 */
export async function takeBack(context: ServiceContext, owned: Claimed, call: Call): Promise<Problem | 'elsewhere'> {
  const { clientId, subject, grantId } = owned.authorization
  const withdrawn = withdraw(release(owned.authorization), context.policy, context.clock.now())
  try {
    if (!(await undo(context, owned, withdrawn, call))) return 'elsewhere'
  } catch (fault) {
    // No device received tokens for this claim: the next poll checks the account again.
    context.abandoned.add(owned.authorization)
    throw fault
  }
  context.emit({ type: 'approvalWithdrawn', clientId, subject, grantId }, call)
  return problem('accessDenied', 'The authorization was denied.')
}

/** Ends the family of an approval that was withdrawn after its tokens were made. No device has its tokens. */
export async function endFamilyOf(context: ServiceContext, { authorization }: Claimed, call: Call): Promise<void> {
  if (!hasFamilies(context)) return
  try {
    await endGrant(context, authorization.grantId, 'inactive', call)
  } catch (fault) {
    context.report(fault, 'ending the grant of an approval that was withdrawn while its tokens were made')
  }
}

/**
 * Writes over a claim of this request. The response may be stored with the claim by now: its record is then one revision
 * further. A settled one is two further, so it is left alone.
 */
async function undo(
  { store }: ServiceContext,
  owned: Claimed,
  next: DeviceAuthorization,
  call: Call,
): Promise<boolean> {
  if (await store.replace(call, owned, next)) return true
  return store.replace(call, { ...owned, revision: owned.revision + 1 }, next)
}
