import type { Clock, Instant } from '@devicegrant/core'

// Eight are looked at for one that is added, so the map is never much larger than what it had to hold at its busiest.
const sweptPerAddition = 8

/**
 * A map whose entries are forgotten when their time has come: when they are next asked for, and a few at every addition.
 * There are no timers.
 */
export class ForgetfulMap<Key, Value> {
  readonly #clock: Clock
  readonly #forgetAt: (value: Value) => Instant
  readonly #onForget: (value: Value) => void
  readonly #entries = new Map<Key, Value>()
  #sweep = this.#entries.keys()

  /** `onForget` is told of each value that has been forgotten. */
  constructor(clock: Clock, forgetAt: (value: Value) => Instant, onForget: (value: Value) => void = () => {}) {
    this.#clock = clock
    this.#forgetAt = forgetAt
    this.#onForget = onForget
  }

  /** How many are held, those that are about to be forgotten included. */
  get size(): number {
    return this.#entries.size
  }

  get(key: Key): Value | undefined {
    const value = this.#entries.get(key)
    if (value === undefined || this.#clock.now() < this.#forgetAt(value)) return value
    this.#entries.delete(key)
    this.#onForget(value)
    return undefined
  }

  set(key: Key, value: Value): void {
    this.#entries.set(key, value)
  }

  /** Looks at the next few entries, round and round, and forgets those whose time has come. */
  sweep(): void {
    for (let count = 0; count < sweptPerAddition; count++) {
      const { done, value } = this.#sweep.next()
      if (done) {
        this.#sweep = this.#entries.keys()
        return
      }
      this.get(value)
    }
  }
}
