import { checkOptionNames } from '../../misuse/option-names.js'
import type { LimitStore } from '../../ports/limit-store.js'
import { LimitedNames } from './limited-names.js'

/** The options of `createLimitStore`. */
export interface LimitStoreOptions {
  /**
   * The maximum number of names. A name of 22 characters takes about 250 bytes.
   *
   * @defaultValue 100 000 names, which take about 25 MB
   */
  readonly capacity?: number
}

/**
 * Creates a limit store in the memory of this process. Other processes count for themselves: with four of them, a name may
 * have four times as many tries.
 *
 * The store forgets a name when its tries are all free again. When it is full, a new name takes the place of the name that
 * would be forgotten first and is not refused at this moment. Such a name has made the fewest tries, so a flood of new names
 * displaces mostly itself. A name that is refused keeps its place: an attacker cannot end a block by filling the store. If every name
 * is refused, new names are refused too, until the first of them is granted a try again: a store that granted what it cannot
 * count would have no limit. Known names are never affected.
 *
 * @throws ConfigurationError if an option name is unknown.
 * @throws TypeError if `capacity` is not a whole number, 1 or more.
 * @example
 * ```ts
 * const limits = createLimitStore({ capacity: 1_000_000 })
 * ```
 */
export function createLimitStore(options: LimitStoreOptions = {}): LimitStore {
  checkOptionNames<LimitStoreOptions>('createLimitStore', options, { capacity: true })
  const { capacity = 100_000 } = options
  if (!(Number.isSafeInteger(capacity) && capacity >= 1)) {
    throw new TypeError('capacity must be a whole number of names, 1 or more. Omit it to use the default.')
  }
  const names = new LimitedNames(capacity)
  return {
    volatile: true,
    reserve: (name, rule, at) => names.reserve(name, rule, at),
    settle: (name, rule, what, at) => names.settle(name, rule, what, at),
  }
}
