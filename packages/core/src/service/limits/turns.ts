import type { LimitRule } from '../../machine/limits/limit.js'

/**
 * Bounds how many tries of a name one process has in flight. Several processes do not know of the tries of each other: if one
 * took all of them for right passwords that come at once, another would have to refuse a right one.
 */
export interface Turns {
  /** Resolves when it is the caller's turn, with a function that ends the turn. Must be called once. */
  take(name: string, most: number): Promise<() => void>
}

interface Queue {
  taken: number
  readonly waiting: (() => void)[]
}

// So many processes can be as busy as that with one name.
const processes = 5

/** Returns how many tries of a name one process may have in flight. */
export function turnsOf(rule: LimitRule): number {
  const atOnce = rule.kind === 'rate' ? rule.burst : rule.free + 1
  return Math.max(1, Math.floor(atOnce / processes))
}

/** Creates turns that are all free. */
export function createTurns(): Turns {
  const queues = new Map<string, Queue>()

  function end(name: string, queue: Queue): void {
    const next = queue.waiting.shift()
    // The next one takes the turn over.
    if (next !== undefined) return next()
    queue.taken -= 1
    if (queue.taken === 0) queues.delete(name)
  }

  return {
    async take(name, most) {
      const queue = queues.get(name) ?? { taken: 0, waiting: [] }
      queues.set(name, queue)
      if (queue.taken < most) queue.taken += 1
      else await new Promise<void>((resolve) => queue.waiting.push(resolve))
      return () => end(name, queue)
    },
  }
}
