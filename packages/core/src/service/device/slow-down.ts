import type { PendingAuthorization } from '../../machine/authorization.js'
import type { PollVerdict } from '../../machine/poll.js'
import type { Versioned } from '../../ports/authorization-store.js'
import type { Problem } from '../../protocol/problem.js'
import type { Call } from '../call/call.js'
import type { ServiceContext } from '../call/context.js'
import { tooFast } from './poll-problems.js'

/** Stores the longer interval of a device that polls too fast (RFC 8628 §3.5), and returns the refusal. */
export async function slowDown(
  context: ServiceContext,
  { authorization, next, interval }: Extract<PollVerdict, { readonly verdict: 'polledTooFast' }>,
  revision: number,
  call: Call,
): Promise<Problem> {
  await lengthenInterval(context, { authorization, revision }, next, call)
  return tooFast(interval)
}

// If an approval wins the race, the interval no longer matters. A failing store is reported and fails the next poll.
async function lengthenInterval(
  context: ServiceContext,
  seen: Versioned,
  next: PendingAuthorization,
  call: Call,
): Promise<void> {
  if (next.interval === seen.authorization.interval) return
  try {
    await context.store.replace(call, seen, next)
  } catch (fault) {
    context.report(fault, 'lengthening the interval of a device that polls too fast')
  }
}
