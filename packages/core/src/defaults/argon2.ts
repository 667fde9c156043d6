import { hash as computeHash, verify as computeVerify } from '@node-rs/argon2'
import { checkOptionNames, type OptionNames } from '../misuse/option-names.js'
import type { PasswordHasher } from '../ports/password-hasher.js'
import { defaultArgon2Cost, isAffordable, isFitForNewHashes } from './argon2-cost.js'
import { type Argon2Cost, readArgon2Hash } from './phc.js'

/** The cost of new hashes. What is left out is as OWASP recommends: 19456 KiB, 2 passes, 1 lane. */
export type Argon2Options = Partial<Argon2Cost>

const optionNames: OptionNames<Argon2Options> = { memoryCost: true, timeCost: true, parallelism: true }

// The library's enum is ambient and `const`, which isolated modules cannot name; 2 is its argon2id.
const argon2id = 2
const saltLength = 16
const tagLength = 32

/**
 * Hashes passwords with argon2id, version 0x13 (RFC 9106 §3.1), off the main thread: 16 random bytes of salt, 32 bytes
 * of tag, as a PHC string. Throws a `RangeError` when the cost is below OWASP's table or above 256 MiB, 10 passes or 4
 * lanes, and a `ConfigurationError` for an option that there is not.
 *
 * `verify` computes argon2id of that version only; `composeHashers` of `@devicegrant/core/passwords` adds other hashes.
 * It rejects with an `Error` on a hash in any other form, and on one above the same ceiling before anything of it is
 * computed. No message repeats a hash. `isOutdated` is true for every hash not made as today's would be.
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
  if (!isAffordable(made)) throw new Error('argon2: the stored hash asks for more memory, passes or lanes than allowed')
}
