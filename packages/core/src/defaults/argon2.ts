import { hash as computeHash, verify as computeVerify } from '@node-rs/argon2'
import { checkOptionNames, type OptionNames } from '../misuse/option-names.js'
import type { PasswordHasher } from '../ports/password-hasher.js'
import { defaultArgon2Cost, isAffordable, isFitForNewHashes } from './argon2-cost.js'
import { type Argon2Cost, readArgon2Hash } from './phc.js'

/**
 * The cost of new hashes.
 *
 * @defaultValue OWASP's recommendation: `memoryCost` 19456 KiB, `timeCost` 2, `parallelism` 1
 */
export type Argon2Options = Partial<Argon2Cost>

const optionNames: OptionNames<Argon2Options> = { memoryCost: true, timeCost: true, parallelism: true }

// 2 is argon2id in the library's enum. Isolated modules cannot use an ambient const enum.
const argon2id = 2
const saltLength = 16
const tagLength = 32

/**
 * Returns a hasher that uses argon2id, version 0x13 (RFC 9106 §3.1), off the main thread. A hash is a PHC string with
 * 16 random bytes of salt and a tag of 32 bytes.
 *
 * `verify` computes argon2id of that version only. `composeHashers` of `@devicegrant/core/passwords` adds other hashes.
 * `verify` rejects with an `Error` if a hash has another form. It also rejects, without computing anything, if the cost
 * of the hash is above 256 MiB, 10 passes or 4 lanes. No message repeats a hash. `isOutdated` returns `true` for every
 * hash that was made with other parameters.
 *
 * @param options - the cost of new hashes
 * @throws `RangeError` when the cost is below OWASP's table, or above 256 MiB, 10 passes or 4 lanes.
 * @throws `ConfigurationError` for an unknown option.
 * @example
 * ```ts
 * const hasher = createArgon2Hasher()
 * const hash = await hasher.hash('correct horse battery staple')
 * ```
 */
export function createArgon2Hasher(options: Argon2Options = {}): PasswordHasher {
  checkOptionNames('createArgon2Hasher', options, optionNames)
  const cost: Argon2Cost = { ...defaultArgon2Cost, ...options }
  if (!isFitForNewHashes(cost)) {
    throw new RangeError(
      'argon2: the cost must reach a line of the OWASP table (such as memoryCost 19456 KiB with timeCost 2) ' +
        'and stay within memoryCost 262144 KiB, timeCost 10, parallelism 4',
    )
  }
  return {
    async hash(password) {
      return computeHash(password, { ...cost, algorithm: argon2id, outputLen: tagLength })
    },
    async verify(hash, password) {
      checkStored(hash)
      return computeVerify(hash, password)
    },
    isOutdated(hash) {
      const made = readArgon2Hash(hash)
      return (
        made === undefined ||
        made.memoryCost !== cost.memoryCost ||
        made.timeCost !== cost.timeCost ||
        made.parallelism !== cost.parallelism ||
        made.saltLength !== saltLength ||
        made.tagLength !== tagLength
      )
    },
  }
}

function checkStored(hash: string): void {
  const made = readArgon2Hash(hash)
  if (made === undefined) throw new Error('argon2: the stored hash is not argon2id, version 19, in PHC form')
  if (!isAffordable(made)) throw new Error('argon2: the stored hash needs more memory, passes or lanes than allowed')
}
