/**
 * The work in progress in this process, by name: the redemption of a code, the rotation of a refresh token. A request
 * that arrives while the tokens are being made waits and then reads the store again, so it gets the same response
 * instead of a refusal. If the work fails, it fails for all of them. Between processes only `replace` of the store
 * decides. This only saves clients the wait.
 */
export interface SingleFlight {
  /** Runs the work. If work of that name is in progress already, waits for it and returns `elsewhere`. */
  once<Result>(name: string, run: () => Promise<Result>, waiter?: Waiter): Promise<Result | 'elsewhere'>
  /** Waits for work of that name in this process. Returns `false` if there is none. */
  settled(name: string, waiter?: Waiter): Promise<boolean>
}

/** Waits for the work of another request, such as the time budget of a call. */
export interface Waiter {
  waitFor(work: Promise<unknown>): Promise<unknown>
}

/** Creates an empty `SingleFlight`. */
export function createSingleFlight(): SingleFlight {
  const underWay = new Map<string, Promise<unknown>>()

  async function settled(name: string, waiter: Waiter = toTheEnd): Promise<boolean> {
    const other = underWay.get(name)
    if (other === undefined) return false
    await waiter.waitFor(other)
    return true
  }

  return {
    settled,
    async once(name, run, waiter) {
      if (underWay.has(name)) {
        await settled(name, waiter)
        return 'elsewhere'
      }
      const work = run()
      underWay.set(name, work)
      try {
        return await work
      } finally {
        underWay.delete(name)
      }
    },
  }
}

const toTheEnd: Waiter = { waitFor: (work) => work }
