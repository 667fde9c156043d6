import { DeviceLoginError, type LoginFailureCode } from '../failures/device-login-error.js'
import type { StopSignal } from './surroundings.js'

/**
 * The exit code of each failure, for scripts. 1 is every other error, and 2 stays free for wrong arguments.
 *
 * @example
 * ```ts
 * process.exitCode = exitCodes.notLoggedIn
 * ```
 */
export const exitCodes: Readonly<Record<LoginFailureCode, number>> = {
  denied: 3,
  expired: 4,
  unreachable: 5,
  answerLost: 6,
  refused: 7,
  unsupported: 8,
  notLoggedIn: 9,
  sessionEnded: 10,
  storage: 11,
  insecure: 12,
  aborted: 130,
}

/** Returns the exit code for any value that was thrown. */
export function exitCodeOf(error: unknown): number {
  return error instanceof DeviceLoginError ? exitCodes[error.code] : 1
}

/** A shell counts a signal as 128 and its number. */
export const exitCodesOfSignals: Readonly<Record<StopSignal, number>> = { SIGINT: 130, SIGTERM: 143 }
