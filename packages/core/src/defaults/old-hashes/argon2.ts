import { verify as computeVerify } from '@node-rs/argon2'
import type { HashVerifier } from '../../ports/password-hasher.js'
import { argon2Ceiling, isAffordable } from '../argon2-cost.js'
import { type Argon2Cost, readAnyArgon2Hash, readArgon2Hash } from '../phc.js'

// Lanes share the memory and the passes, so more lanes do not cost more. Django uses 8.
const oldCeiling: Argon2Cost = { ...argon2Ceiling, parallelism: 16 }

/**
 * Returns a verifier of the argon2 hashes that `createArgon2Hasher` does not verify: argon2i, argon2d, version 0x10
 * (`v=16`, or no version), and up to 16 lanes. `verify` rejects a hash that needs more than 256 MiB or 10 passes.
 *
 * @example
 * ```ts
 * const hasher = composeHashers(createArgon2Hasher(), argon2Verifier())
 * ```
 */
export function argon2Verifier(): HashVerifier {
  return {
    name: 'argon2',
    reads: (hash) => hash.startsWith('$argon2') && !isOurs(hash),
    async verify(hash, password) {
      const made = readAnyArgon2Hash(hash)
      if (made === undefined) throw new Error('argon2: the stored hash is not argon2 in PHC form')
      if (!isAffordable(made, oldCeiling)) {
        throw new Error('argon2: the stored hash needs more memory, passes or lanes than allowed')
      }
      return computeVerify(hash, password)
    },
  }
}

function isOurs(hash: string): boolean {
  const made = readArgon2Hash(hash)
  return made !== undefined && isAffordable(made)
}
