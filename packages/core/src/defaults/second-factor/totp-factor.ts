import type { Subject } from '../../machine/names.js'
import { checkOptionNames } from '../../misuse/option-names.js'
import type { Found, MaybePromise } from '../../ports/found.js'
import type { PresentedFactor, SecondFactor } from '../../ports/hooks/second-factor.js'
import { findRecoveryCode } from './recovery-codes.js'
import { verifyTotp } from './totp.js'

/** What the host keeps for an account with an authenticator app. */
export interface TotpAccount {
  /** The result of `makeTotpSecret`, in base32. */
  readonly secret: string
  /**
   * The `hashes` of `makeRecoveryCodes` that were not used yet.
   *
   * @defaultValue none: the account has no recovery codes
   */
  readonly recoveryCodes?: readonly string[]
}

/** Where the host keeps the second factors of its accounts. */
export interface TotpFactorOptions {
  /**
   * Returns what is kept for an account, or nothing if the account has no app. Must throw or reject if it cannot find out:
   * nothing means that the password is enough.
   */
  readonly find: (subject: Subject) => MaybePromise<Found<TotpAccount>>
  /**
   * Removes this hash from the recovery codes of the account, and returns whether it was there. Must be atomic: of several
   * calls at the same time, exactly one must return `true`.
   *
   * @defaultValue none: recovery codes are not accepted
   */
  readonly spendRecoveryCode?: (subject: Subject, hash: string) => MaybePromise<boolean>
}

/**
 * Creates a second factor by authenticator apps (TOTP, RFC 6238) and recovery codes, for `passwordLogin.secondFactor`. Codes
 * have six digits, change every 30 seconds, and use SHA-1, because many apps know nothing else.
 *
 * @throws `ConfigurationError` for an unknown option.
 * @throws `TypeError` if `find` is missing.
 * @example
 * ```ts
 * const secondFactor = createTotpFactor({
 *   find: (subject) => factors.get(subject),
 *   spendRecoveryCode: (subject, hash) => factors.removeCode(subject, hash),
 * })
 * ```
 */
export function createTotpFactor(options: TotpFactorOptions): SecondFactor {
  checkOptionNames('createTotpFactor', options ?? null, { find: true, spendRecoveryCode: true })
  if (typeof options.find !== 'function') throw new TypeError('createTotpFactor: find must be a function')
  return {
    methods: [
      { name: 'totp', keyboard: 'digits', amr: ['otp'] },
      { name: 'recovery_code', amr: ['otp'] },
    ],
    async needed({ subject }) {
      const kept = await options.find(subject)
      if (kept === undefined || kept === null) return []
      const { recoveryCodes = [] } = kept
      const hasCodes = recoveryCodes.length > 0 && options.spendRecoveryCode !== undefined
      return hasCodes ? ['totp', 'recovery_code'] : ['totp']
    },
    async verify(presented) {
      const kept = await options.find(presented.subject)
      if (kept === undefined || kept === null) return false
      return presented.method === 'totp'
        ? verifyTotp({ ...presented, secret: kept.secret })
        : spend(options, kept, presented)
    },
  }
}

async function spend(
  { spendRecoveryCode }: TotpFactorOptions,
  { recoveryCodes = [] }: TotpAccount,
  { subject, code }: PresentedFactor,
): Promise<boolean> {
  const hash = findRecoveryCode(subject, code, recoveryCodes)
  if (hash === undefined || spendRecoveryCode === undefined) return false
  return (await spendRecoveryCode(subject, hash)) === true
}
