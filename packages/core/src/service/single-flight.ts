/**
 * Work under way in this process, by what it is about: the redemption of a code, the rotation of a refresh token. Requests
 * that arrive while tokens are being made wait for them and then read the store again, so that they hear the one answer
 * instead of a refusal; if it fails, it fails for all of them. Between processes the store's `replace` alone decides;
 * this only spares clients the wait.
 */
export interface SingleFlight {
  /** Runs the work, unless some of that name is under way: then waits for that and says `elsewhere`. */
  once<Result>(name: string, run: () => Promise<Result>, waitFor?: Waiting): Promise<Result | 'elsewhere'>
  /** Waits for work of that name in this process; `false` when there is none. */
  settled(name: string, waitFor?: Waiting): Promise<boolean>
}

/** How a request waits for the work of another. */
export type Waiting = (work: Promise<unknown>) => Promise<unknown>

/** Starts with nothing under way. */
export function createSingleFlight(): SingleFlight {
  const underWay = new Map<string, Promise<unknown>>()

  async function settled(name: string, waitFor: Waiting = toTheEnd): Promise<boolean> {
    const other = underWay.get(name)
    if (other === undefined) return false
    await waitFor(other)
    return true
  }

  return {
    settled,
    async once(name, run, waitFor) {
      if (underWay.has(name)) {
        await settled(name, waitFor)
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

const toTheEnd: Waiting = (work) => work
