import type { GrantOrigin } from '../../machine/token-family.js'
import type { Client } from '../../ports/client-registry.js'
import type { DialectTerms, LogIn } from '../../protocol/command.js'
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
import type { PasswordLogin } from './stored-hash.js'

const grantIdBytes = 32

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
  const { username, known } = command
  const authenticatedAt = context.clock.now()
  const response = await loginTokens(context, login, { ...command, client, origin: 'login' }, terms, call)
  if (isProblem(response) || known === undefined) return response
  return { ...response, known: rememberBrowser(context, { kept: known, username, since: authenticatedAt }) }
}

/** A request for tokens with a username and a password, and the client that gets them. */
export interface LoginRequest extends Pick<LogIn, 'username' | 'password' | 'scope' | 'known' | 'key'> {
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
  const { key } = asked
  if (key === undefined && client.dpop === 'required') return proofRequired
  const requested = requestedScope(asked.scope, client)
  if (isProblem(requested)) return requested
  // The time is read before the password check. If the password changes during the check and `revokeGrants` is
  // called, this login was made with the old password, and its grant is revoked too.
  const now = context.clock.now()
  const account = await checkPassword(context, login, asked, call)
  if (isProblem(account)) return account
  const { clientId } = client
  const used = key && (await useProof(context, key, clientId, call))
  if (used !== undefined) return used
  const { subject } = account
  const grantId = context.digester.digest('grant', makeToken(context.random, grantIdBytes))
  const { requester } = call
  const facts = { grantId, origin, dialect: terms.dialect, clientId, subject, ...requested, resources: [], requester }
  const grant = { ...facts, authenticatedAt: now, grantedAt: now }
  const response = await mintTokens(context, { grant, rules: client, terms, resources: [], key }, call)
  if (response === 'ended') throw new Error('the grant of this login ended before its tokens were made')
  return response
}
