import type { Clock, Instant } from '@devicegrant/core'

// Each addition checks eight entries, so expired entries never take much space.
const sweptPerAddition = 8

/**
 * A map that forgets each entry at its `forgetAt`. There are no timers: `get` removes an expired entry, and `sweep` removes
 * a few others.
 */
export class ForgetfulMap<Key, Value> {
  readonly #clock: Clock
  readonly #forgetAt: (value: Value) => Instant
  readonly #onForget: (value: Value) => void
  readonly #entries = new Map<Key, Value>()
  #sweep = this.#entries.keys()

  /** `onForget` is called with each value that the map forgets. */
  constructor(clock: Clock, forgetAt: (value: Value) => Instant, onForget: (value: Value) => void = () => {}) {
    this.#clock = clock
    this.#forgetAt = forgetAt
    this.#onForget = onForget
  }

  /** The number of entries, with expired entries that the map has not removed yet. */
  get size(): number {
    return this.#entries.size
  }

  get(key: Key): Value | undefined {
    return this.#at(key, this.#clock.now())
  }

  #at(key: Key, now: Instant): Value | undefined {
    const value = this.#entries.get(key)
    if (value === undefined || now < this.#forgetAt(value)) return value
    this.#entries.delete(key)
    this.#onForget(value)
    return undefined
  }

  set(key: Key, value: Value): void {
    this.#entries.set(key, value)
  }

  /** Checks the next few entries and forgets the expired ones. After the last entry it starts again. */
  sweep(): void {
    const now = this.#clock.now()
    for (let count = 0; count < sweptPerAddition; count++) {
      const { done, value } = this.#sweep.next()
      if (done) {
        this.#sweep = this.#entries.keys()
        return
      }
      this.#at(value, now)
    }
  }
}
