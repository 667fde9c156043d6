import type { Account } from '../../ports/account-directory.js'
import { constantProblem, isProblem, type Problem, problem } from '../../protocol/problem.js'
import type { Call } from '../call/call.js'
import type { ServiceContext } from '../call/context.js'
import { type AllowedLogin, reserveLogin } from '../limits/password-limits.js'
import { isWellFormed } from '../text/unicode.js'
import { isSignedIn } from '../tokens/active-grant.js'
import { canonicalPassword, canonicalUsername } from './credentials-text.js'
import { type KnownBrowser, readKnownBrowser } from './known-browser.js'
import { askForFactor } from './second-factor/ask-for-factor.js'
import type { AskedAtLogin, FactorTicket } from './second-factor/factor-ticket.js'
import type { SignedInAccount } from './signed-in-account.js'
import { type PasswordLogin, renewHash, verifyStored } from './stored-hash.js'

const tryAgainAfter = 1_000

/** What a person presents to log in. */
export interface PresentedPassword {
  readonly username: string
  readonly password: string
  /** What `rememberBrowser` returned when an account signed in with the same browser or app. */
  readonly known?: string | undefined
  /**
   * What the ticket for a second factor is bound to, such as the identifier of the browser's session. Only a
   * `checkFactor` with the same text accepts the ticket.
   *
   * @defaultValue none: everyone who has the ticket can use it
   */
  readonly binding?: string | undefined
}

/**
 * Checks a username and a password, and returns their account. An unknown account, a disabled one, one without a
 * password and a wrong password get the same refusal after the same work: one look-up and one hash. Too many failures
 * of a username get that refusal too, without any work. A right password of an account that needs a second factor gets a
 * ticket, which has what the login `asked` for.
 */
export async function checkPassword(
  context: ServiceContext,
  login: PasswordLogin,
  presented: PresentedPassword,
  call: Call,
  asked: AskedAtLogin = {},
): Promise<SignedInAccount | Problem> {
  const authenticatedAt = context.clock.now()
  if (!isWellFormed(presented.username) || !isWellFormed(presented.password)) {
    return problem('invalidRequest', 'Username and password must be well-formed Unicode.')
  }
  const username = canonicalUsername(presented.username)
  const password = canonicalPassword(presented.password)
  if (username === undefined || password === undefined) return refuse(context, undefined, call)
  const browser = readKnownBrowser(context, presented.known, username)
  const tries = await reserveLogin(context, username, browser?.id, call)
  if (tries === 'blocked') return wrongCredentials
  if (isProblem(tries)) return tries
  let counted: AllowedLogin | 'blocked' = tries
  try {
    const account = await context.accounts.findByUsername?.(call, username)
    const isKnown = await isStillKnown(context, account, browser, call)
    if (!isKnown) counted = await tries.asStranger()
    // Many databases find `alice` for `álice` too, and hosts take an email address for a username. All spellings together have
    // the tries of the account.
    const own = account && canonicalUsername(account.username)
    if (counted !== 'blocked' && own !== undefined && own !== username) counted = await counted.countFor(own)
    if (counted === 'blocked') return wrongCredentials
    const content = { username: presented.username, authenticatedAt, browser: isKnown ? browser?.id : undefined, asked }
    const claim = { password, binding: presented.binding ?? '', content }
    return await checkAgainst(context, login, account, claim, counted, call)
  } catch (fault) {
    if (counted !== 'blocked') await counted.refund()
    throw fault
  }
}

// Signing out everywhere also ends what browsers know.
async function isStillKnown(
  context: ServiceContext,
  account: Account | undefined,
  browser: KnownBrowser | undefined,
  call: Call,
): Promise<boolean> {
  if (account === undefined || browser === undefined) return true
  return isSignedIn(context, { subject: account.subject, authenticatedAt: browser.since }, call)
}

interface Claim {
  readonly password: string
  readonly binding: string
  readonly content: Omit<FactorTicket, 'id' | 'expiresAt' | 'subject' | 'methods'>
}

async function checkAgainst(
  context: ServiceContext,
  login: PasswordLogin,
  account: Account | undefined,
  { password, binding, content }: Claim,
  tries: AllowedLogin,
  call: Call,
): Promise<SignedInAccount | Problem> {
  const matches = await login.gate.pass(call.requester, async () =>
    // Every login waits for the decoy, so that a failure to make it does not show which accounts exist.
    verifyStored(context, login, account, await login.decoy(), password),
  )
  if (matches === 'overloaded') {
    await tries.refund()
    return problem('temporarilyUnavailable', 'Too many logins at once.', { retryAfter: tryAgainAfter })
  }
  if (!matches || account?.passwordHash === undefined || account.disabled === true) {
    tries.fail()
    if (tries.isLast() && account !== undefined) {
      context.emit({ type: 'accountUnderAttack', subject: account.subject }, call)
    }
    return refuse(context, account, call)
  }
  const { subject } = account
  const methods = (await login.secondFactor?.needed(call, account)) ?? []
  await tries.succeed()
  await renewHash(context, login, account, { seen: account.passwordHash, password }, call)
  if (methods.length > 0) return askForFactor(context, binding, { ...content, subject, methods }, call)
  context.emit({ type: 'loginSucceeded', subject }, call)
  return { ...account, amr: ['pwd'] }
}

// The event has only the subject of a real account, never the typed username: people type passwords into that field.
function refuse(context: ServiceContext, account: Account | undefined, call: Call): Problem {
  context.emit({ type: 'loginFailed', ...(account && { subject: account.subject }) }, call)
  return wrongCredentials
}

const wrongCredentials = constantProblem('invalidCredentials', 'Wrong username or password.')
