import { second } from '../../machine/time.js'

/** How many lines of each kind were left out. */
export type LeftOut = Readonly<Record<string, number>>

/** Lets through at most a number of lines of each kind in a second, and counts the others. */
export interface Sampler {
  /** Returns whether a line of this kind is written. */
  admits(kind: string): boolean
  /** Returns what was left out in seconds that are over, or `undefined` if it was nothing, and forgets it. */
  takeFinished(): LeftOut | undefined
  /** Returns all that was left out, or `undefined`, and forgets it. */
  takeAll(): LeftOut | undefined
}

/**
 * Creates a sampler. It has no timer: a second ends when `now` is first read after it. `now` returns milliseconds, or `undefined` if the
 * time is not known.
 */
export function createSampler(perSecond: number, now: () => number | undefined): Sampler {
  let current = Number.NEGATIVE_INFINITY
  const admitted = new Map<string, number>()
  const leftOut = new Map<string, number>()

  const takeAll = (): LeftOut | undefined => {
    if (leftOut.size === 0) return undefined
    const taken = Object.fromEntries(leftOut)
    leftOut.clear()
    return taken
  }
  return {
    admits(kind) {
      const count = (admitted.get(kind) ?? 0) + 1
      if (count > perSecond) {
        leftOut.set(kind, (leftOut.get(kind) ?? 0) + 1)
        return false
      }
      admitted.set(kind, count)
      return true
    },
    takeFinished() {
      const time = now()
      // A clock that goes back and forth would otherwise begin a new second with every line.
      if (time === undefined || Math.floor(time / second) <= current) return undefined
      current = Math.floor(time / second)
      admitted.clear()
      return takeAll()
    },
    takeAll,
  }
}
