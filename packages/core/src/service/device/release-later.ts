import type { RedeemedAuthorization } from '../../machine/authorization.js'
import { type Duration, second } from '../../machine/time.js'
import type { ServiceContext } from '../call/context.js'
import { releaseAbandoned } from './redeem.js'

// About 15 seconds, in which most outages end: half of the time for which other processes treat the claim as in
// progress.
const pauses: readonly Duration[] = [1 * second, 2 * second, 4 * second, 8 * second]

/**
 * Releases an abandoned claim without waiting for the next poll, which may reach another process. It tries a few times,
 * each time as a separate request. If all attempts fail, the next poll releases the claim. Never rejects.
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
      context.report(fault, 'releasing the claim of a redemption that failed')
    }
  }
}

/** Waits, but does not keep the process alive. */
function pause(length: Duration): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, length)
    if (typeof timer === 'object' && timer !== null && 'unref' in timer && typeof timer.unref === 'function') {
      timer.unref()
    }
  })
}
