import type { Clock } from '../../ports/runtime.js'
import type { Refusal } from '../../protocol/interaction.js'
import { waitUntil } from '../limits/too-many-requests.js'
import type { RefusedGuess } from '../limits/user-code-limits.js'

/** Makes a refusal value. */
export function refusal(
  code: Exclude<Refusal['code'], 'alreadyDecided' | 'tooManyGuesses' | 'staleSignIn' | 'stepUpRequired'>,
): Refusal {
  return { kind: 'refusal', code }
}

/** Returns the refusal of a guess, until its limits allow another one or its person passes the challenge. */
export function tooManyGuesses({ until, challengeUri }: RefusedGuess, clock: Clock): Refusal {
  const challenge = challengeUri === undefined ? {} : { challengeUri }
  return { kind: 'refusal', code: 'tooManyGuesses', retryAfter: waitUntil(until, clock), ...challenge }
}
