import type { RedeemedAuthorization } from '../../machine/authorization.js'
import type { Versioned } from '../../ports/authorization-store.js'
import type { Call } from './call.js'

/** A claimed record and the revision at which it was read or written. */
export interface Claimed extends Versioned {
  readonly authorization: RedeemedAuthorization
}

/**
 * The attempts of this process to redeem a code that ended in a fault, where the claim may still be in the store: its
 * reply was lost, or it could not be released. This process gave no tokens for such a claim. Only this
 * process knows that, so it releases the claim: in the background, or when a poll meets it. The list is in memory only:
 * if the process ends, its claims end like any claim whose process died.
 */
export interface AbandonedClaims {
  /** Remembers a claim, and starts to release it in the background. */
  add(claimed: RedeemedAuthorization): void
  /**
   * Releases a claim of this list. Returns `false` if the claim is not one of those. If it returns `true` the caller
   * must read the record again, also if the store refused the write.
   */
  release(seen: Claimed, call: Call): Promise<boolean>
  /** Forgets an attempt, because its response was given after all. Returns whether it was on the list. */
  forget(attempt: string): boolean
}
