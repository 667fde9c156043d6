import type { FactorTexts } from './factor-texts.js'

/** What the page says about a second factor, in English. */
export const secondFactor: FactorTexts = {
  factorTitle: 'Confirm that it is you',
  factorText: 'Your password is right. This account asks for one more proof.',
  totpField: 'Code from your authenticator app',
  recoveryField: 'Recovery code',
  otherFactor: 'Use instead: {method}',
  factorMissing: 'Enter the code.',
  factorWrong: 'This code is wrong, or it was used before. Wait for the next code, or use another way.',
  factorExpired: 'That took too long, or this code was already used to sign in. Please sign in again.',
  tooManyFactors: 'Too many wrong codes were entered for this account. Please wait {wait}, and then sign in again.',
}
