/**
 * A second factor for password logins: authenticator apps (TOTP, RFC 6238) and recovery codes.
 *
 * @packageDocumentation
 */

export { makeRecoveryCodes, type RecoveryCodes } from './defaults/second-factor/recovery-codes.js'
export {
  makeTotpSecret,
  type TotpCode,
  type TotpUriOptions,
  totpUri,
  verifyTotp,
} from './defaults/second-factor/totp.js'
export { createTotpFactor, type TotpAccount, type TotpFactorOptions } from './defaults/second-factor/totp-factor.js'
