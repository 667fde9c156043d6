import type { Duration } from '../../machine/time.js'
import type { MaybePromise } from '../../ports/found.js'
import { TimeBudget } from '../../service/call/time-budget.js'

/** Keeps what was made for a name, and makes it once at a time. */
export interface GrantCache<Value> {
  /** Returns what is kept for a name. It was used just now. */
  kept(name: string): Value | undefined
  /**
   * Returns what is kept for a name, or makes it. All that ask meanwhile wait for the same work. An `undefined` is not kept.
   * Rejects with a `PortFault` if the work fails or takes too long. It can start again then.
   */
  find(name: string): Promise<Value | undefined>
  /** Drops what is kept for a name, and the result of work in progress. */
  forget(name: string): void
}

/** What a cache needs. */
export interface GrantCacheDeps<Value> {
  readonly make: (name: string) => MaybePromise<Value | undefined>
  /** How many values are kept. The one that was not used for the longest time is dropped first. */
  readonly most: number
  /** How long the work for one name may take, in milliseconds. */
  readonly timeout: Duration
}

/** Creates an empty cache. */
export function createGrantCache<Value>({ make, most, timeout }: GrantCacheDeps<Value>): GrantCache<Value> {
  // A map iterates in insertion order.
  const values = new Map<string, Value>()
  const underWay = new Map<string, Promise<Value | undefined>>()

  function kept(name: string): Value | undefined {
    const value = values.get(name)
    if (value !== undefined) keep(name, value)
    return value
  }

  function keep(name: string, value: Value): void {
    values.delete(name)
    values.set(name, value)
    const [oldest] = values.keys()
    if (values.size > most && oldest !== undefined) values.delete(oldest)
  }

  function start(name: string): Promise<Value | undefined> {
    const made = Promise.resolve(new TimeBudget(timeout).spendOn('findGrant', () => make(name)))
    const work = made
      .then((value) => {
        if (value !== undefined && underWay.get(name) === work) keep(name, value)
        return value
      })
      .finally(() => {
        if (underWay.get(name) === work) underWay.delete(name)
      })
    underWay.set(name, work)
    return work
  }

  return {
    kept,
    async find(name) {
      return kept(name) ?? underWay.get(name) ?? start(name)
    },
    forget(name) {
      values.delete(name)
      underWay.delete(name)
    },
  }
}
