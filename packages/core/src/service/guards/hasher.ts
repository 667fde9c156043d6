import type { PasswordHasher } from '../../ports/password-hasher.js'
import { asPortFault } from '../call/faults.js'
import { readText, readTruth } from '../records/read-record.js'

/**
 * Returns the same hasher, but every failure is a `PortFault`. It has no time budget: the hashing gate limits the
 * waiting.
 */
export function guardHasher(hasher: PasswordHasher): PasswordHasher {
  return {
    async hash(password) {
      const operation = 'passwordLogin.hasher.hash'
      return readText(operation, await asPortFault(operation, () => hasher.hash(password)))
    },
    async verify(hash, password) {
      const operation = 'passwordLogin.hasher.verify'
      return readTruth(operation, await asPortFault(operation, () => hasher.verify(hash, password)))
    },
    isOutdated: (hash) => readTruth('passwordLogin.hasher.isOutdated', hasher.isOutdated(hash)),
  }
}
