import type { Requester } from '../machine/authorization.js'
import type { GrantOrigin } from '../machine/token-family.js'
import type { Account } from '../ports/account-directory.js'
import type { Random } from '../ports/ambient.js'
import type { Client } from '../ports/client-registry.js'
import type { PasswordHasher } from '../ports/password-hasher.js'
import type { LogIn, Terms } from '../protocol/command.js'
import type { Outcome, TokensIssued } from '../protocol/outcome.js'
import { isProblem, type Problem, problem } from '../protocol/problem.js'
import { authenticateClient } from './authenticate-client.js'
import { makeToken } from './codes.js'
import type { ServiceContext } from './context.js'
import { canonicalPassword, canonicalUsername, isWellFormed } from './credentials-text.js'
import { hashFaultOf } from './hash-fault.js'
import type { HashingGate } from './hashing-gate.js'
import { mintTokens } from './mint.js'
import { requestedScope } from './request-scope.js'

const tryAgainAfter = 1_000
const grantIdBytes = 32
const decoyBytes = 16

/** What password login needs beside the context. */
export interface PasswordLogin {
  readonly hasher: PasswordHasher
  readonly gate: HashingGate
  /** The client that logins belong to. It is ours, not the registry's, and no device can be it. */
  readonly firstParty: Client
  /**
   * A hash of nobody's password, made with today's parameters: what an unknown account is checked against. It may have to
   * be made first, so it is asked for behind the gate.
   */
  readonly decoy: () => Promise<string>
}

/**
 * Hashes the decoy at the first login, whichever account it names: every login waits for the decoy, so the longer first one
 * says nothing about accounts. Not sooner, because workerd draws no random bytes while a module is loaded. It is called with
 * a permit of the gate, which the hash then uses. A failure fails the logins that wait for it, and the next tries again.
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

/** Login with name and password: tokens of the first-party client, or of the one that stands for a dialect. */
export async function logIn(
  context: ServiceContext,
  login: PasswordLogin,
  command: LogIn,
  terms: Terms,
  requester: Requester,
): Promise<Outcome<'logIn'>> {
  const client =
    command.client === undefined ? login.firstParty : await authenticateClient(context, command.client, requester)
  if (isProblem(client)) return client
  return loginTokens(context, login, { ...command, client, origin: 'login' }, terms, requester)
}

/** Who asks for tokens with a name and a password, and for which client. */
export interface LoginRequest extends Pick<LogIn, 'username' | 'password' | 'scope'> {
  readonly client: Client
  readonly origin: Exclude<GrantOrigin, 'deviceCode'>
}

/** Tokens for whoever knows the password of an account. The scope is looked at before the password. */
export async function loginTokens(
  context: ServiceContext,
  login: PasswordLogin,
  { client, origin, ...asked }: LoginRequest,
  terms: Terms,
  requester: Requester,
): Promise<TokensIssued | Problem> {
  const requested = requestedScope(asked.scope, client)
  if (isProblem(requested)) return requested
  // The time before the password is looked at: one that is changed meanwhile, with everything signed out, is an old one.
  const now = context.clock.now()
  const account = await checkPassword(context, login, asked, requester)
  if (isProblem(account)) return account
  const { clientId } = client
  const { subject } = account
  const grantId = context.digester.digest('grant', makeToken(context.random, grantIdBytes))
  const grant = { grantId, origin, dialect: terms.dialect, clientId, subject, ...requested, resources: [], requester }
  const answer = await mintTokens(context, { ...grant, authenticatedAt: now, grantedAt: now }, client, terms)
  if (answer === 'ended') throw new Error('a grant that has just been named is over already')
  return answer
}

/**
 * The account whose password this is. Unknown, disabled and passwordless accounts and wrong passwords are one and the
 * same refusal, reached by the same work: one look-up and one hash.
 */
export async function checkPassword(
  context: ServiceContext,
  login: PasswordLogin,
  presented: { readonly username: string; readonly password: string },
  requester: Requester,
): Promise<Account | Problem> {
  if (!isWellFormed(presented.username) || !isWellFormed(presented.password)) {
    return problem('invalidRequest', 'Username and password must be well-formed Unicode.')
  }
  const username = canonicalUsername(presented.username)
  const password = canonicalPassword(presented.password)
  if (username === undefined || password === undefined) return refuse(context, undefined, requester)
  const account = await context.accounts.findByUsername?.(username)
  const matches = await login.gate.pass(requester, async () =>
    // The decoy is wanted for every login: if it cannot be had, that must not tell who has an account.
    verify(context, login, account, await login.decoy(), password),
  )
  if (matches === 'overloaded') {
    return problem('temporarilyUnavailable', 'Too many logins at once.', { retryAfter: tryAgainAfter })
  }
  if (!matches || account?.passwordHash === undefined || account.disabled === true) {
    return refuse(context, account, requester)
  }
  await renewHash(context, login, account, { seen: account.passwordHash, password }, requester)
  context.tell({ type: 'loginSucceeded', subject: account.subject }, requester)
  return account
}

// A stored hash that cannot be computed is the host's to mend. To the person who tries, it is as wrong as any other.
async function verify(
  context: ServiceContext,
  { hasher }: PasswordLogin,
  account: Account | undefined,
  decoy: string,
  password: string,
): Promise<boolean> {
  const stored = account?.passwordHash
  try {
    return await hasher.verify(stored ?? decoy, password)
  } catch (fault) {
    if (account === undefined || stored === undefined) throw fault
    const told = hashFaultOf(account.subject, 'cannot check the password hash', fault, [stored, password])
    context.report(told, 'checking a password against the hash of an account')
    await hasher.verify(decoy, password)
    return false
  }
}

// Only the subject of a real account is told to the event sink: people type passwords into the field for the name.
function refuse(context: ServiceContext, account: Account | undefined, requester: Requester): Problem {
  context.tell({ type: 'loginFailed', ...(account && { subject: account.subject }) }, requester)
  return problem('invalidCredentials', 'Wrong username or password.')
}

async function renewHash(
  context: ServiceContext,
  login: PasswordLogin,
  { subject }: Account,
  { seen, password }: { readonly seen: string; readonly password: string },
  requester: Requester,
): Promise<void> {
  const { replacePasswordHash } = context.accounts
  if (replacePasswordHash === undefined) return
  let next: string | undefined
  try {
    if (!login.hasher.isOutdated(seen)) return
    next = await login.gate.pass(requester, () => login.hasher.hash(password))
    if (next !== 'overloaded') await replacePasswordHash(subject, seen, next)
  } catch (fault) {
    const told = hashFaultOf(subject, 'cannot renew the password hash', fault, [seen, next, password])
    context.report(told, 'renewing a password hash made with old parameters')
  }
}
