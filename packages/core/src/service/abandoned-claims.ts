/**
 * The attempts of this process to redeem a code that ended in a fault and whose claim may stand in the store all the same:
 * its reply was lost, or it could not be given back. Nobody got tokens of them and nobody will, which no other process can
 * know; so this one gives such a claim back when it next meets it. Kept in memory alone: what dies with the process ends
 * as a claim whose process died.
 */
export interface AbandonedClaims {
  add(attempt: string): void
  has(attempt: string): boolean
  /** For one whose claim stands no more. */
  forget(attempt: string): void
}

/** Starts with none, and keeps the latest, so that an outage of any length cannot fill the memory. */
export function createAbandonedClaims(most = 10_000): AbandonedClaims {
  const attempts = new Set<string>()
  return {
    add(attempt) {
      attempts.add(attempt)
      // A set is in the order in which its values were added.
      const [oldest] = attempts
      if (attempts.size > most && oldest !== undefined) attempts.delete(oldest)
    },
    has: (attempt) => attempts.has(attempt),
    forget: (attempt) => void attempts.delete(attempt),
  }
}
