import type { GrantOrigin } from '../../machine/token-family.js'
import type { Account } from '../../ports/account-directory.js'
import type { Client } from '../../ports/client-registry.js'
import type { PasswordHasher } from '../../ports/password-hasher.js'
import type { Random } from '../../ports/runtime.js'
import type { DialectTerms, LogIn } from '../../protocol/command.js'
import type { Outcome, TokensIssued } from '../../protocol/outcome.js'
import { isProblem, type Problem, problem } from '../../protocol/problem.js'
import type { Call } from '../call/call.js'
import type { ServiceContext } from '../call/context.js'
import { PortFault } from '../call/faults.js'
import { authenticateClient } from '../client/authenticate-client.js'
import { requestedScope } from '../client/request-scope.js'
import { makeToken } from '../text/secrets.js'
import { isWellFormed } from '../text/unicode.js'
import { mintTokens } from '../tokens/mint.js'
import { canonicalPassword, canonicalUsername } from './credentials-text.js'
import { hashFaultOf } from './hash-fault.js'
import type { HashingGate } from './hashing-gate.js'

const tryAgainAfter = 1_000
const grantIdBytes = 32
const decoyBytes = 16

/** What password login needs besides the context. */
export interface PasswordLogin {
  readonly hasher: PasswordHasher
  readonly gate: HashingGate
  /** The client of logins. It comes from the configuration, not from the registry, and no device can use it. */
  readonly firstParty: Client
  /**
   * Returns a hash of a random password with the current parameters. The password for an unknown account is checked
   * against it. Must be called inside the gate, because the first call makes the hash.
   */
  readonly decoy: () => Promise<string>
}

/**
 * Makes the decoy at the first login, for any account: every login waits for the decoy, so the longer time of the first
 * login shows nothing about accounts. It is not made earlier, because workerd has no random bytes while a module loads.
 * The caller holds a permit of the gate, which the hash uses. If it fails, the waiting logins fail and the next login
 * tries again.
 */
export function createDecoy(random: Random, hasher: PasswordHasher): () => Promise<string> {
  let decoy: Promise<string> | undefined
  return () => {
    decoy ??= hasher.hash(makeToken(random, decoyBytes)).catch((fault: unknown) => {
      decoy = undefined
      throw fault
    })
    return decoy
  }
}

/**
 * Logs a person in with a username and a password. The tokens belong to the first-party client, or to that of the
 * dialect.
 */
export async function logIn(
  context: ServiceContext,
  login: PasswordLogin,
  command: LogIn,
  terms: DialectTerms,
  call: Call,
): Promise<Outcome<'logIn'>> {
  const client =
    command.client === undefined ? login.firstParty : await authenticateClient(context, command.client, call)
  if (isProblem(client)) return client
  return loginTokens(context, login, { ...command, client, origin: 'login' }, terms, call)
}

/** A request for tokens with a username and a password, and the client that gets them. */
export interface LoginRequest extends Pick<LogIn, 'username' | 'password' | 'scope'> {
  readonly client: Client
  readonly origin: Exclude<GrantOrigin, 'deviceCode'>
}

/** Checks the scope, then the password, and makes tokens for the account. */
export async function loginTokens(
  context: ServiceContext,
  login: PasswordLogin,
  { client, origin, ...asked }: LoginRequest,
  terms: DialectTerms,
  call: Call,
): Promise<TokensIssued | Problem> {
  const requested = requestedScope(asked.scope, client)
  if (isProblem(requested)) return requested
  // The time is read before the password check. If the password changes during the check and `revokeGrants` is
  // called, this login was made with the old password, and its grant is revoked too.
  const now = context.clock.now()
  const account = await checkPassword(context, login, asked, call)
  if (isProblem(account)) return account
  const { clientId } = client
  const { subject } = account
  const grantId = context.digester.digest('grant', makeToken(context.random, grantIdBytes))
  const { requester } = call
  const facts = { grantId, origin, dialect: terms.dialect, clientId, subject, ...requested, resources: [], requester }
  const grant = { ...facts, authenticatedAt: now, grantedAt: now }
  const response = await mintTokens(context, { grant, rules: client, terms, resources: [] }, call)
  if (response === 'ended') throw new Error('the grant of this login ended before its tokens were made')
  return response
}

/**
 * Checks a username and a password, and returns their account. An unknown account, a disabled one, one without a
 * password and a wrong password get the same refusal after the same work: one look-up and one hash.
 */
export async function checkPassword(
  context: ServiceContext,
  login: PasswordLogin,
  presented: { readonly username: string; readonly password: string },
  call: Call,
): Promise<Account | Problem> {
  if (!isWellFormed(presented.username) || !isWellFormed(presented.password)) {
    return problem('invalidRequest', 'Username and password must be well-formed Unicode.')
  }
  const username = canonicalUsername(presented.username)
  const password = canonicalPassword(presented.password)
  if (username === undefined || password === undefined) return refuse(context, undefined, call)
  const account = await context.accounts.findByUsername?.(call, username)
  const matches = await login.gate.pass(call.requester, async () =>
    // Every login waits for the decoy, so that a failure to make it does not show which accounts exist.
    verify(context, login, account, await login.decoy(), password),
  )
  if (matches === 'overloaded') {
    return problem('temporarilyUnavailable', 'Too many logins at once.', { retryAfter: tryAgainAfter })
  }
  if (!matches || account?.passwordHash === undefined || account.disabled === true) {
    return refuse(context, account, call)
  }
  await renewHash(context, login, account, { seen: account.passwordHash, password }, call)
  context.emit({ type: 'loginSucceeded', subject: account.subject }, call)
  return account
}

// Only the host can repair a stored hash that the hasher cannot read. For the person it is a wrong password.
async function verify(
  context: ServiceContext,
  { hasher }: PasswordLogin,
  account: Account | undefined,
  decoy: string,
  password: string,
): Promise<boolean> {
  const stored = account?.passwordHash
  if (account === undefined || stored === undefined) return verifyDecoy(hasher, decoy, password)
  try {
    return await hasher.verify(stored, password)
  } catch (fault) {
    const what = `cannot check the password hash of the account ${account.subject}`
    context.report(hashFaultOf(what, fault, [stored, password]), 'checking a password against the hash of an account')
    await verifyDecoy(hasher, decoy, password)
    return false
  }
}

// A hasher that fails here can check no hash at all. The typed password must not reach the host's log by this fault either.
async function verifyDecoy(hasher: PasswordHasher, decoy: string, password: string): Promise<boolean> {
  try {
    return await hasher.verify(decoy, password)
  } catch (fault) {
    throw new PortFault(
      'passwordLogin.hasher.verify',
      hashFaultOf('cannot check any password hash', fault, [decoy, password]),
    )
  }
}

// The event has only the subject of a real account, never the typed username: people type passwords into that field.
function refuse(context: ServiceContext, account: Account | undefined, call: Call): Problem {
  context.emit({ type: 'loginFailed', ...(account && { subject: account.subject }) }, call)
  return problem('invalidCredentials', 'Wrong username or password.')
}

async function renewHash(
  context: ServiceContext,
  login: PasswordLogin,
  { subject }: Account,
  { seen, password }: { readonly seen: string; readonly password: string },
  call: Call,
): Promise<void> {
  const { replacePasswordHash } = context.accounts
  if (replacePasswordHash === undefined) return
  let next: string | undefined
  try {
    if (!login.hasher.isOutdated(seen)) return
    next = await login.gate.pass(call.requester, () => login.hasher.hash(password))
    if (next !== 'overloaded') await replacePasswordHash(call, subject, seen, next)
  } catch (fault) {
    const what = `cannot renew the password hash of the account ${subject}`
    const reported = hashFaultOf(what, fault, [seen, next, password])
    context.report(reported, 'renewing a password hash made with old parameters')
  }
}
