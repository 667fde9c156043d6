import { frozenCopy } from './frozen-copy.js'

// As many different values as servers have: clients, scopes and models of devices.
const most = 1_000

/**
 * Keeps values by a key, so that equal values are one object in memory. If there are too many, it forgets all of them: a
 * client that always sends other values then saves no memory, and fills none.
 */
export class SharedValues<Value> {
  readonly #values = new Map<string, Value>()

  /** Returns the value of this key, made by `make` if there is none. */
  get(key: string, make: () => Value): Value {
    const known = this.#values.get(key)
    if (known !== undefined) return known
    if (this.#values.size >= most) this.#values.clear()
    const value = make()
    // A key that was cut out of a request would keep all of it in memory.
    this.#values.set(frozenCopy(key), value)
    return value
  }
}
