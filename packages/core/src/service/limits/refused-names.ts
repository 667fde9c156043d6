import type { Instant } from '../../machine/time.js'

// A flood of refused tries then costs no store call, and one event for each name and wait.
const most = 10_000

/** The names that a limit refuses, with the end of their waits. It keeps as many as fit, and forgets the oldest. */
export interface RefusedNames {
  add(name: string, at: Instant, until: Instant): void
  /** Returns the end of the wait of a name that still waits. */
  until(name: string, at: Instant): Instant | undefined
  delete(name: string): void
}

/** Creates an empty list. */
export function createRefusedNames(): RefusedNames {
  const waits = new Map<string, { readonly at: Instant; readonly until: Instant }>()
  return {
    add(name, at, until) {
      waits.delete(name)
      waits.set(name, { at, until })
      const [oldest] = waits.keys()
      if (waits.size > most && oldest !== undefined) waits.delete(oldest)
    },
    until(name, at) {
      const wait = waits.get(name)
      if (wait === undefined) return undefined
      // If the clock was set back, the store decides again.
      if (wait.at <= at && at < wait.until) return wait.until
      waits.delete(name)
      return undefined
    },
    delete: (name) => void waits.delete(name),
  }
}
