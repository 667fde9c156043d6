import type { Subject } from '../../machine/names.js'
import type { LocalText } from '../../protocol/local-text.js'
import type { Account } from '../account-directory.js'
import type { MaybePromise } from '../found.js'

/** A way to prove a second factor by a code, such as an app that makes codes. */
export interface FactorMethod {
  /**
   * The stable name on the wire: small letters, digits and `_`. The page has its own words for `totp` and `recovery_code`.
   */
  readonly name: string
  /**
   * The name of the field on the page, also by language: `{ en: 'Code from the text message' }`. Required for every method
   * that is not `totp` or `recovery_code`.
   *
   * @defaultValue the words of the page
   */
  readonly label?: LocalText
  /**
   * The keyboard that a phone shows for the code. `digits` is for codes of digits alone.
   *
   * @defaultValue `'text'`
   */
  readonly keyboard?: 'digits' | 'text'
  /**
   * How the method is named in the `amr` of a sign-in (RFC 8176 §2), such as `otp` or `sms`.
   *
   * @defaultValue `['otp']`
   */
  readonly amr?: readonly string[]
}

/** A code that a person presents, after the right password. */
export interface PresentedFactor {
  readonly subject: Subject
  /** The name of one of the methods that `needed` returned for the account. */
  readonly method: string
  /** What the person typed, in NFKC, with the digits of ASCII and without white space around it. At most 128 characters. */
  readonly code: string
  /** The current time, in milliseconds since the Unix epoch. */
  readonly at: number
}

/**
 * The second factor of password logins: `createTotpFactor()` of `@devicegrant/core/totp`, or the host's own. No login
 * passes while a function fails.
 *
 * The library counts wrong codes, and takes each right code of an account only once. The host does not have to.
 *
 * @example
 * ```ts
 * const secondFactor: SecondFactor = {
 *   methods: [{ name: 'sms', label: 'Code from the text message', keyboard: 'digits', amr: ['sms'] }],
 *   needed: async ({ subject }) => ((await phones.has(subject)) ? ['sms'] : []),
 *   verify: ({ subject, code, at }) => messages.isRight(subject, code, at),
 * }
 * ```
 */
export interface SecondFactor {
  /** Every method that an account can have. */
  readonly methods: readonly [FactorMethod, ...FactorMethod[]]
  /**
   * Returns the names of the methods that the account can use, the best one first. An empty list: the password is enough.
   * No list, as after a forgotten `return`, is a fault, and no login passes. Called once after each right password, so it may
   * also send a code to the person. A method that cannot find out must throw or reject.
   */
  needed(account: Account): MaybePromise<readonly string[]>
  /**
   * Returns whether the code is right. Must take the same time for every wrong code. A code that works only once, such as a
   * recovery code, must be consumed in one atomic step.
   */
  verify(presented: PresentedFactor): MaybePromise<boolean>
}
