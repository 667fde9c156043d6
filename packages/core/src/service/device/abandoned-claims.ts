/**
 * The attempts of this process to redeem a code that ended in a fault, where the claim may still be in the store: its
 * reply was lost, or it could not be released. No device received or will receive tokens for such a claim. Only this
 * process knows that, so it releases the claim when it next meets it. The list is in memory only: if the process ends,
 * its claims end like any claim whose process died.
 */
export interface AbandonedClaims {
  add(attempt: string): void
  has(attempt: string): boolean
  /** Removes an attempt whose claim is no longer in the store. */
  forget(attempt: string): void
}

/** Creates an empty list. It keeps the latest `most` attempts, so that a long outage cannot fill the memory. */
export function createAbandonedClaims(most = 10_000): AbandonedClaims {
  const attempts = new Set<string>()
  return {
    add(attempt) {
      attempts.add(attempt)
      // A set iterates in insertion order.
      const [oldest] = attempts
      if (attempts.size > most && oldest !== undefined) attempts.delete(oldest)
    },
    has: (attempt) => attempts.has(attempt),
    forget: (attempt) => void attempts.delete(attempt),
  }
}
