import { checkOptionNames } from '../../misuse/option-names.js'
import type { HashVerifier } from '../../ports/password-hasher.js'

/** The options of `bcryptVerifier`. */
export interface BcryptVerifierOptions {
  /** The function `compare` of `@node-rs/bcrypt`, `bcrypt` or `bcryptjs`. `bcryptjs` computes on the main thread. */
  readonly compare: (password: string, hash: string) => Promise<boolean>
  /**
   * The highest accepted cost of a stored hash, from 4 to 20. Each step doubles the time: on one core, cost 12 takes
   * about 0.25 seconds and cost 14 takes one second.
   *
   * @defaultValue 14
   */
  readonly highestCost?: number
}

const form = /^\$2([aby])\$(\d\d)\$[./A-Za-z0-9]{53}$/
const defaultHighestCost = 14
const [leastCost, mostCost] = [4, 20]

/**
 * Returns a verifier of `$2a$`, `$2b$` and `$2y$` hashes. It uses the bcrypt library of the host. As in the system that
 * made the hashes, only the first 72 bytes of a password count.
 *
 * @throws `RangeError` when `highestCost` is not a whole number from 4 to 20.
 * @throws `TypeError` when `compare` is not a function.
 * @throws `ConfigurationError` for an unknown option.
 * @example
 * ```ts
 * const hasher = composeHashers(createArgon2Hasher(), bcryptVerifier({ compare: bcrypt.compare }))
 * ```
 */
export function bcryptVerifier(options: BcryptVerifierOptions): HashVerifier {
  checkOptionNames('bcryptVerifier', options ?? null, { compare: true, highestCost: true })
  const { compare, highestCost = defaultHighestCost } = options
  if (!Number.isInteger(highestCost) || highestCost < leastCost || highestCost > mostCost) {
    throw new RangeError(`bcrypt: highestCost must be a whole number from ${leastCost} to ${mostCost}`)
  }
  if (typeof compare !== 'function') {
    throw new TypeError('bcrypt: compare must be the function compare of a bcrypt library')
  }
  return {
    name: 'bcrypt',
    // Every form of bcrypt, so that the error for an unsupported form names bcrypt.
    reads: '$2',
    async verify(hash, password) {
      const [, variant, cost] = form.exec(hash) ?? []
      if (cost === undefined) throw new Error('bcrypt: the stored hash is not $2a$, $2b$ or $2y$ in its usual form')
      if (Number(cost) < leastCost || Number(cost) > highestCost) {
        throw new Error(`bcrypt: the stored hash has cost ${cost}, but only ${leastCost} to ${highestCost} is allowed`)
      }
      // `$2y$` is PHP's name for `$2b$`. Not all libraries know it.
      return compare(password, variant === 'y' ? hash.replace('$2y$', '$2b$') : hash)
    },
  }
}
