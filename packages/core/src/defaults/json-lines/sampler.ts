import { second } from '../../machine/time.js'
import type { Clock } from '../../ports/runtime.js'

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

/** Creates a sampler. It has no timer: a second ends when the clock is first read after it. */
export function createSampler(perSecond: number, clock: Clock): Sampler {
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
      const now = Math.floor(clock.now() / second)
      // A clock that was set back begins a new second too.
      if (now === current) return undefined
      current = now
      admitted.clear()
      return takeAll()
    },
    takeAll,
  }
}
