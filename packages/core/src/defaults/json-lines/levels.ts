import type { SecurityEvent } from '../../ports/events.js'

/** The levels of pino. */
export type Level = 30 | 40 | 50

/** The names of the levels. */
export const levelNames: Readonly<Record<Level, string>> = { 30: 'info', 40: 'warn', 50: 'error' }

/** Returns the level of an event: 50 for an attack on an account, a stolen token or phishing, 40 for a refusal, 30 for all others. */
export function levelOf(event: SecurityEvent): Level {
  switch (event.type) {
    case 'accountUnderAttack':
    case 'phishingReported':
      return 50
    case 'grantEnded':
      return event.reason === 'refreshTokenReused' ? 50 : 30
    case 'deviceCodeReplayed':
      return event.answered ? 30 : 40
    case 'userCodeFailed':
      return event.linked ? 30 : 40
    case 'approvalWithdrawn':
    case 'assuranceUnmet':
    case 'clientAuthenticationFailed':
    case 'limitReached':
    case 'loginFailed':
    case 'secondFactorFailed':
    case 'ticketRefused':
    case 'verificationNumberRefused':
    case 'verifierRefused':
    case 'userCodeShared':
      return 40
    default:
      return 30
  }
}

/** Returns whether an event is written however many there are: a person or an operator has to act. */
export function isAlwaysWritten(event: SecurityEvent): boolean {
  return event.type === 'grantsRevoked' || levelOf(event) === 50
}
