import type { GrantOrigin } from '../../machine/families/token-family.js'
import type { Instant } from '../../machine/time.js'
import type { Client } from '../../ports/client-registry.js'
import type { ClientCredentials } from '../../protocol/client-credentials.js'
import type { CompleteLogIn, DialectTerms, LogIn } from '../../protocol/command.js'
import type { Outcome, TokensIssued } from '../../protocol/outcome.js'
import { isProblem, type Problem } from '../../protocol/problem.js'
import type { Call } from '../call/call.js'
import type { ServiceContext } from '../call/context.js'
import { authenticateClient } from '../client/authenticate-client.js'
import { requestedScope } from '../client/request-scope.js'
import { proofRequired } from '../proofs/refuse-unproven.js'
import { useProof } from '../proofs/use-proof.js'
import { makeToken } from '../text/secrets.js'
import { mintTokens } from '../tokens/mint.js'
import { checkPassword } from './check-password.js'
import { rememberBrowser } from './known-browser.js'
import { checkFactor, methodsOfTicket } from './second-factor/check-factor.js'
import type { SignedInAccount } from './signed-in-account.js'
import type { PasswordLogin } from './stored-hash.js'

const grantIdBytes = 32

/**
 * Logs a person in with a username and a password. The tokens belong to the first-party client, or to that of the
 * dialect. An account that needs a second factor gets a ticket for `completeLogIn`.
 */
export async function logIn(
  context: ServiceContext,
  login: PasswordLogin,
  command: LogIn,
  terms: DialectTerms,
  call: Call,
): Promise<Outcome<'logIn'>> {
  const client = await clientOf(context, login, command.client, call)
  if (isProblem(client)) return client
  const { username, known, scope } = command
  const since = context.clock.now()
  const asked = { ...command, client, origin: 'login', asked: { scope, known } } as const
  const response = await loginTokens(context, login, asked, terms, call)
  return isProblem(response) ? response : withKnown(context, response, { username, known, since })
}

/** Logs a person in whose password was right, with a second factor. */
export async function completeLogIn(
  context: ServiceContext,
  login: PasswordLogin,
  command: CompleteLogIn,
  terms: DialectTerms,
  call: Call,
): Promise<Outcome<'completeLogIn'>> {
  const client = await clientOf(context, login, command.client, call)
  if (isProblem(client)) return client
  const { ticket: text, method, code, key } = command
  if (key === undefined && client.dpop === 'required') return proofRequired
  const binding = bindingOf(client, terms)
  // A code works once, so the proof comes first: one that was used before must not cost the code. Without a ticket, which
  // needs the password, a proof is not remembered.
  const hasTicket = methodsOfTicket(context, login.secondFactor, text, binding).length > 0
  const used = hasTicket && key ? await useProof(context, key, client.clientId, call) : undefined
  if (used !== undefined) return used
  const authenticatedAt = context.clock.now()
  const completed = await checkFactor(context, login, { ticket: text, method, code, binding }, call)
  if (isProblem(completed)) return completed
  const { account, ticket } = completed
  const { username, authenticatedAt: since, asked } = ticket
  const scope = requestedScope(asked.scope, client)
  if (isProblem(scope)) return scope
  const facts = { client, origin: 'login', requested: scope, since, authenticatedAt, key } as const
  const response = await tokensFor(context, account, facts, terms, call)
  return isProblem(response) ? response : withKnown(context, response, { username, known: asked.known, since })
}

/** A request for tokens with a username and a password, and the client that gets them. */
export interface LoginRequest extends Pick<LogIn, 'username' | 'password' | 'scope' | 'known' | 'key'> {
  readonly client: Client
  readonly origin: Exclude<GrantOrigin, 'deviceCode'>
  /** What a ticket for a second factor keeps. */
  readonly asked?: Pick<LogIn, 'scope' | 'known'>
}

/** Checks the scope, then the password, and makes tokens for the account. */
export async function loginTokens(
  context: ServiceContext,
  login: PasswordLogin,
  { client, origin, asked, ...presented }: LoginRequest,
  terms: DialectTerms,
  call: Call,
): Promise<TokensIssued | Problem> {
  const { key } = presented
  if (key === undefined && client.dpop === 'required') return proofRequired
  const requested = requestedScope(presented.scope, client)
  if (isProblem(requested)) return requested
  // The time is read before the password check. If the password changes during the check and `revokeGrants` is
  // called, this login was made with the old password, and its grant is revoked too.
  const since = context.clock.now()
  const binding = bindingOf(client, terms)
  const account = await checkPassword(context, login, { ...presented, binding }, call, asked)
  if (isProblem(account)) return account
  const used = key && (await useProof(context, key, client.clientId, call))
  if (used !== undefined) return used
  return tokensFor(context, account, { client, origin, requested, since, authenticatedAt: since, key }, terms, call)
}

interface Login extends Pick<LoginRequest, 'client' | 'origin' | 'key'> {
  readonly requested: { readonly scope: readonly string[] }
  /** The moment before the password was checked: a revocation after it ends the grant. */
  readonly since: Instant
  /** The moment before the last check: the age of the sign-in counts from here. */
  readonly authenticatedAt: Instant
}

async function tokensFor(
  context: ServiceContext,
  { subject, amr }: SignedInAccount,
  { client, origin, requested, since, authenticatedAt, key }: Login,
  terms: DialectTerms,
  call: Call,
): Promise<TokensIssued | Problem> {
  const { clientId } = client
  const grantId = context.digester.digest('grant', makeToken(context.random, grantIdBytes))
  const { requester } = call
  const facts = { grantId, origin, dialect: terms.dialect, clientId, subject, ...requested, resources: [], requester }
  // Without families, a sign-out everywhere is compared with the moment in the token.
  const signedInAt = context.families === undefined ? since : authenticatedAt
  const grant = { ...facts, authenticatedAt: signedInAt, amr, grantedAt: since }
  const response = await mintTokens(context, { grant, rules: client, terms, resources: [], key }, call)
  if (response === 'ended') throw new Error('the grant of this login ended before its tokens were made')
  return response
}

async function clientOf(
  context: ServiceContext,
  { firstParty }: PasswordLogin,
  credentials: ClientCredentials | undefined,
  call: Call,
): Promise<Client | Problem> {
  return credentials === undefined ? firstParty : authenticateClient(context, credentials, call)
}

// Another client, and another dialect, cannot use the ticket. JSON separates the names, which are any text of the host.
function bindingOf({ clientId }: Client, { dialect }: DialectTerms): string {
  return JSON.stringify(['login', dialect, clientId])
}

interface Remembered {
  readonly username: string
  readonly known: string | undefined
  readonly since: Instant
}

function withKnown(context: ServiceContext, response: TokensIssued, { known, ...signIn }: Remembered): TokensIssued {
  return known === undefined ? response : { ...response, known: rememberBrowser(context, { ...signIn, kept: known }) }
}
