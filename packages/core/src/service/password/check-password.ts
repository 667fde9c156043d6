import type { Account } from '../../ports/account-directory.js'
import { constantProblem, isProblem, type Problem, problem } from '../../protocol/problem.js'
import type { Call } from '../call/call.js'
import type { ServiceContext } from '../call/context.js'
import { type AllowedLogin, reserveLogin } from '../limits/password-limits.js'
import { isWellFormed } from '../text/unicode.js'
import { isSignedIn } from '../tokens/active-grant.js'
import { canonicalPassword, canonicalUsername } from './credentials-text.js'
import { type KnownBrowser, readKnownBrowser } from './known-browser.js'
import { type PasswordLogin, renewHash, verifyStored } from './stored-hash.js'

const tryAgainAfter = 1_000

/** What a person presents to log in. */
export interface PresentedPassword {
  readonly username: string
  readonly password: string
  /** What `rememberBrowser` returned when an account signed in with the same browser or app. */
  readonly known?: string | undefined
}

/**
 * Checks a username and a password, and returns their account. An unknown account, a disabled one, one without a
 * password and a wrong password get the same refusal after the same work: one look-up and one hash. Too many failures
 * of a username get that refusal too, without any work.
 */
export async function checkPassword(
  context: ServiceContext,
  login: PasswordLogin,
  presented: PresentedPassword,
  call: Call,
): Promise<Account | Problem> {
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
    if (!(await isStillKnown(context, account, browser, call))) counted = await tries.asStranger()
    // Many databases find `alice` for `álice` too, and hosts take an email address for a username. All spellings together have
    // the tries of the account.
    const own = account && canonicalUsername(account.username)
    if (counted !== 'blocked' && own !== undefined && own !== username) counted = await counted.countFor(own)
    if (counted === 'blocked') return wrongCredentials
    return await checkAgainst(context, login, account, password, counted, call)
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

async function checkAgainst(
  context: ServiceContext,
  login: PasswordLogin,
  account: Account | undefined,
  password: string,
  tries: AllowedLogin,
  call: Call,
): Promise<Account | Problem> {
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
  await tries.succeed()
  await renewHash(context, login, account, { seen: account.passwordHash, password }, call)
  context.emit({ type: 'loginSucceeded', subject: account.subject }, call)
  return account
}

// The event has only the subject of a real account, never the typed username: people type passwords into that field.
function refuse(context: ServiceContext, account: Account | undefined, call: Call): Problem {
  context.emit({ type: 'loginFailed', ...(account && { subject: account.subject }) }, call)
  return wrongCredentials
}

const wrongCredentials = constantProblem('invalidCredentials', 'Wrong username or password.')
