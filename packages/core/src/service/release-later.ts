import type { RedeemedAuthorization } from '../machine/authorization.js'
import { type Duration, second } from '../machine/time.js'
import type { ServiceContext } from './context.js'
import { releaseAbandoned } from './redeem.js'

// Some fifteen seconds, in which most faults end: half of the time for which other processes say that tokens are being made.
const pauses: readonly Duration[] = [1 * second, 2 * second, 4 * second, 8 * second]

/**
 * Gives an abandoned claim back without waiting for the next poll, which may come to another process. Tries a few times,
 * each as a request of its own; what is left of it then is the next poll's. Never rejects.
 */
export async function releaseLater(
  contextOf: () => ServiceContext,
  { attempt, userCode }: RedeemedAuthorization,
): Promise<void> {
  for (const length of pauses) {
    await pause(length)
    const context = contextOf()
    if (!context.abandoned.has(attempt)) return
    try {
      const seen = await context.store.findByUserCode(userCode)
      if (seen?.authorization.status !== 'redeemed' || seen.authorization.attempt !== attempt) continue
      await releaseAbandoned(context, { ...seen, authorization: seen.authorization })
    } catch (fault) {
      context.report(fault, 'giving an approval back that a redemption had to leave')
    }
  }
}

/** Passes the time, and keeps no process from its end. */
function pause(length: Duration): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, length)
    if (typeof timer === 'object' && timer !== null && 'unref' in timer && typeof timer.unref === 'function') {
      timer.unref()
    }
  })
}
