import type { Instant } from '../machine/time.js'
import type { CompleteLogIn, DialectTerms, ExchangePassword, LogIn } from '../protocol/command.js'
import type { Outcome } from '../protocol/outcome.js'
import type { Problem } from '../protocol/problem.js'
import type { Call } from './call/call.js'
import type { PresentedPassword } from './password/check-password.js'
import type { FactorAnswer, FactorPassed } from './password/second-factor/check-factor.js'
import type { SignedInAccount } from './password/signed-in-account.js'

/** The login with a password. */
export interface PasswordLoginService {
  /** Checks a username and a password, and returns tokens. */
  logIn(command: LogIn, terms: DialectTerms, call?: Call): Promise<Outcome<'logIn'>>
  /** Checks a second factor after the password, and returns tokens. */
  completeLogIn(command: CompleteLogIn, terms: DialectTerms, call?: Call): Promise<Outcome<'completeLogIn'>>
  /** RFC 6749 §4.3: the same for a client with the grant type `password`. Absent if the password grant is off. */
  exchangePassword?(command: ExchangePassword, terms: DialectTerms, call?: Call): Promise<Outcome<'exchangePassword'>>
  /**
   * Checks a username and a password, and returns their account. The problem `secondFactorRequired` has a ticket for
   * `checkFactor`: no person is signed in yet.
   */
  checkPassword(presented: PresentedPassword, call?: Call): Promise<SignedInAccount | Problem>
  /**
   * Checks the second factor of an account whose password was right, and returns the account. Needs
   * `passwordLogin.secondFactor`; without it, every ticket is refused.
   *
   * @example
   * ```ts
   * const passed = await grant.service.passwordLogin?.checkFactor({ ticket, code, binding: sessionId })
   * if (passed !== undefined && !isProblem(passed)) console.log(passed.account.subject, passed.account.amr)
   * ```
   */
  checkFactor(answer: FactorAnswer, call?: Call): Promise<FactorPassed | Problem>
  /**
   * Returns a text for the browser or the app in which this username has just logged in. The browser keeps it, as a
   * cookie that scripts cannot read, and the next login presents it as `known`. Then strangers who guess the password
   * cannot shut the person out. `known` is what the browser kept before; it may be of other accounts too. The text is
   * valid for 180 days, and has at most 512 characters.
   *
   * @param since The moment before the password was checked, in milliseconds since the Unix epoch. A `revokeGrants` after
   *   it ends what the browser knows. @defaultValue now
   * @example
   * ```ts
   * const known = grant.service.passwordLogin?.rememberBrowser('alice')
   * ```
   */
  rememberBrowser(username: string, known?: string, since?: Instant): string
}
