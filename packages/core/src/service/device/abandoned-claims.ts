import type { RedeemedAuthorization } from '../../machine/authorization.js'
import { release } from '../../machine/redemption.js'
import { type Duration, second } from '../../machine/time.js'
import type { FaultReporter } from '../../ports/runtime.js'
import type { Call } from '../call/call.js'
import type { AbandonedClaims, Claimed } from '../call/claims.js'
import type { ServiceContext } from '../call/context.js'
import { createRecentNames } from '../call/recent-names.js'
import type { GuardedPorts } from '../guards/ports.js'
import { emitRedeemed } from './emit-redeemed.js'

/** What abandoned claims need to release themselves. */
export interface AbandonedClaimsDeps extends Pick<GuardedPorts, 'store'> {
  readonly emit: ServiceContext['emit']
  readonly report: FaultReporter
  readonly startCall: () => Call
}

// About 15 seconds, in which most outages end: half of the time for which other processes treat the claim as in
// progress.
const pauses: readonly Duration[] = [1 * second, 2 * second, 4 * second, 8 * second]

/** Creates an empty list. It keeps the latest `most` attempts, so that a long outage cannot fill the memory. */
export function createAbandonedClaims(
  { store, emit, report, startCall }: AbandonedClaimsDeps,
  most?: number,
): AbandonedClaims {
  const attempts = createRecentNames(most)

  async function releaseClaim(seen: Claimed, call: Call): Promise<boolean> {
    const { attempt, settled } = seen.authorization
    if (!attempts.has(attempt)) return false
    if (settled) {
      // Another request has given the response of this attempt, so it led to tokens after all. That request saw a replay.
      attempts.delete(attempt)
      emitRedeemed(emit, seen.authorization, call)
      return false
    }
    // The revision is that of this attempt, so this write cannot release another claim.
    if (await store.replace(call, seen, release(seen.authorization))) attempts.delete(attempt)
    return true
  }

  async function releaseFromStore({ attempt, userCode }: RedeemedAuthorization, call: Call): Promise<void> {
    const seen = await store.find(call, userCode)
    if (seen?.authorization.status !== 'redeemed' || seen.authorization.attempt !== attempt) return
    await releaseClaim({ ...seen, authorization: seen.authorization }, call)
  }

  // The next poll may reach another process, so a claim is also released without it. Each try counts as one request. If
  // all of them fail, the next poll releases the claim. Never rejects.
  async function releaseLater(claimed: RedeemedAuthorization): Promise<void> {
    for (const length of pauses) {
      await pause(length)
      if (!attempts.has(claimed.attempt)) return
      try {
        await releaseFromStore(claimed, startCall())
      } catch (fault) {
        report(fault, 'releasing the claim of a redemption that failed')
      }
    }
  }

  return {
    add(claimed) {
      attempts.add(claimed.attempt)
      void releaseLater(claimed)
    },
    release: releaseClaim,
    forget(attempt) {
      const isIn = attempts.has(attempt)
      attempts.delete(attempt)
      return isIn
    },
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
