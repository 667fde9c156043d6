import type { MaybePromise } from '../../ports/found.js'
import type { PasswordHasher } from '../../ports/password-hasher.js'
import type { PortName } from '../../ports/telemetry/words.js'
import { asPortFault } from '../call/faults.js'
import { readText, readTruth } from '../records/read-record.js'
import type { GuardedTelemetry } from '../telemetry/guard-telemetry.js'
import { observePortCall } from '../telemetry/observed-budget.js'

/**
 * Returns the same hasher, but every failure is a `PortFault`. It has no time budget: the hashing gate limits the
 * waiting.
 */
export function guardHasher(hasher: PasswordHasher, telemetry?: GuardedTelemetry): PasswordHasher {
  async function ask<Result>(operation: PortName, run: () => MaybePromise<Result>): Promise<Result> {
    if (telemetry === undefined) return asPortFault(operation, run)
    return observePortCall(telemetry, operation, (within) => asPortFault(operation, () => within(run)))
  }
  return {
    async hash(password) {
      const operation = 'passwordLogin.hasher.hash'
      return readText(operation, await ask(operation, () => hasher.hash(password)))
    },
    async verify(hash, password) {
      const operation = 'passwordLogin.hasher.verify'
      return readTruth(operation, await ask(operation, () => hasher.verify(hash, password)))
    },
    isOutdated: (hash) => readTruth('passwordLogin.hasher.isOutdated', hasher.isOutdated(hash)),
  }
}
