import type { Instant } from '../machine/time.js'
import type { Account } from '../ports/account-directory.js'
import type { DialectTerms, ExchangePassword, LogIn } from '../protocol/command.js'
import type { Outcome } from '../protocol/outcome.js'
import type { Problem } from '../protocol/problem.js'
import type { Call } from './call/call.js'
import type { PresentedPassword } from './password/check-password.js'

/** The login with a password. */
export interface PasswordLoginService {
  /** Checks a username and a password, and returns tokens. */
  logIn(command: LogIn, terms: DialectTerms, call?: Call): Promise<Outcome<'logIn'>>
  /** RFC 6749 §4.3: the same for a client with the grant type `password`. Absent if the password grant is off. */
  exchangePassword?(command: ExchangePassword, terms: DialectTerms, call?: Call): Promise<Outcome<'exchangePassword'>>
  /** Checks a username and a password, and returns their account. */
  checkPassword(presented: PresentedPassword, call?: Call): Promise<Account | Problem>
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
