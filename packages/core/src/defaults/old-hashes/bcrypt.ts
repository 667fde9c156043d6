import { checkOptionNames } from '../../misuse/option-names.js'
import type { HashVerifier } from '../../ports/password-hasher.js'

/** What `bcryptVerifier` needs. */
export interface BcryptVerifierOptions {
  /** `compare` of `@node-rs/bcrypt`, `bcrypt` or `bcryptjs`. The last computes on the main thread. */
  readonly compare: (password: string, hash: string) => Promise<boolean>
  /**
   * The highest cost of a stored hash that is computed, from 4 to 20. Each step doubles the time: 12 takes about 0.25
   * seconds on one core, 14 one second.
   *
   * @defaultValue 14
   */
  readonly highestCost?: number
}

const form = /^\$2([aby])\$(\d\d)\$[./A-Za-z0-9]{53}$/
const defaultHighestCost = 14
const [leastCost, mostCost] = [4, 20]

/**
 * Checks `$2a$`, `$2b$` and `$2y$` hashes with the bcrypt library of the host. As in the system that made them, a password
 * counts up to its 72nd byte.
 *
 * @throws `RangeError` when `highestCost` is not a whole number from 4 to 20, `TypeError` when `compare` is no
 * function, `ConfigurationError` for an option that there is not.
 */
export function bcryptVerifier(options: BcryptVerifierOptions): HashVerifier {
  checkOptionNames('bcryptVerifier', options, { compare: true, highestCost: true })
  const { compare, highestCost = defaultHighestCost } = options
  if (!Number.isInteger(highestCost) || highestCost < leastCost || highestCost > mostCost) {
    throw new RangeError(`bcrypt: highestCost must be a whole number from ${leastCost} to ${mostCost}`)
  }
  if (typeof compare !== 'function') {
    throw new TypeError('bcrypt: compare must be the function of that name of a bcrypt library')
  }
  return {
    name: 'bcrypt',
    // Every form of bcrypt, so that one which is not computed is refused as what it is.
    reads: '$2',
    async verify(hash, password) {
      const [, variant, cost] = form.exec(hash) ?? []
      if (cost === undefined) throw new Error('bcrypt: the stored hash is not $2a$, $2b$ or $2y$ in its usual form')
      if (Number(cost) < leastCost || Number(cost) > highestCost) {
        throw new Error(`bcrypt: the stored hash has cost ${cost}, and only ${leastCost} to ${highestCost} is computed`)
      }
      // PHP's name for $2b$, which not all libraries know.
      return compare(password, variant === 'y' ? hash.replace('$2y$', '$2b$') : hash)
    },
  }
}
