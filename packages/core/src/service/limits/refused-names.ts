import { type Duration, type Instant, second } from '../../machine/time.js'

// A flood of refused tries then costs no store call, and one event for each name and wait.
const most = 10_000
// Another process may end a wait early, for example after a password reset.
const believedFor: Duration = 10 * second

/** The names that a limit refuses, with the end of their waits. It keeps as many as fit, and forgets the oldest. */
export interface RefusedNames {
  /** Returns whether the wait is new: the name did not wait before. */
  add(name: string, at: Instant, until: Instant): boolean
  /** Returns the end of the wait of a name that still waits, unless the store must be asked again. */
  until(name: string, at: Instant): Instant | undefined
  delete(name: string): void
}

/** Creates an empty list. */
export function createRefusedNames(): RefusedNames {
  const waits = new Map<string, { readonly at: Instant; readonly until: Instant }>()

  function waitOf(name: string, at: Instant) {
    const wait = waits.get(name)
    // If the clock was set back, the store decides again.
    if (wait === undefined || (wait.at <= at && at < wait.until)) return wait
    waits.delete(name)
    return undefined
  }

  return {
    add(name, at, until) {
      const isNew = waitOf(name, at) === undefined
      waits.delete(name)
      waits.set(name, { at, until })
      const [oldest] = waits.keys()
      if (waits.size > most && oldest !== undefined) waits.delete(oldest)
      return isNew
    },
    until(name, at) {
      const wait = waitOf(name, at)
      return wait !== undefined && at < wait.at + believedFor ? wait.until : undefined
    },
    delete: (name) => void waits.delete(name),
  }
}
