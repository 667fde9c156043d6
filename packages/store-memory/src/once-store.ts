import { type Clock, checkOptionNames, type Instant, type OnceStore } from '@devicegrant/core'
import { capacityOf, checkCapacity } from './capacity.js'
import { ForgetfulMap } from './forgetful-map.js'
import { systemClock } from './system-clock.js'

const bytesPerName = 256

/**
 * Remembers in the memory of this process what has been used once. Rejects when it is full, so that nothing that it had to
 * forget for want of room is ever used twice.
 */
export function createMemoryOnceStore(options: { readonly clock?: Clock; readonly capacity?: number } = {}): OnceStore {
  checkOptionNames('createMemoryOnceStore', options, { clock: true, capacity: true })
  const { clock = systemClock, capacity = capacityOf(1 / 16, bytesPerName) } = options
  checkCapacity(capacity)
  const used = new ForgetfulMap<string, Instant>(clock, (forgetAt) => forgetAt)
  return {
    volatile: true,
    async use(name, forgetAt) {
      used.sweep()
      if (used.get(name) !== undefined) return false
      if (used.size >= capacity) throw new Error(`the memory store is full: it holds ${capacity} used names`)
      used.set(name, forgetAt)
      return true
    },
  }
}
