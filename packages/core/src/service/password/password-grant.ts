import type { DialectTerms, ExchangePassword } from '../../protocol/command.js'
import type { Outcome } from '../../protocol/outcome.js'
import { isProblem } from '../../protocol/problem.js'
import type { Call } from '../call/call.js'
import type { ServiceContext } from '../call/context.js'
import { authorizeClient } from '../client/authenticate-client.js'
import { loginTokens } from './password-login.js'
import type { PasswordLogin } from './stored-hash.js'

/**
 * Answers one request of the resource owner password credentials grant (RFC 6749 §4.3). It makes the same checks as the
 * first-party login, in the same order. The tokens belong to the client.
 */
export async function exchangePassword(
  context: ServiceContext,
  login: PasswordLogin,
  command: ExchangePassword,
  terms: DialectTerms,
  call: Call,
): Promise<Outcome<'exchangePassword'>> {
  const client = await authorizeClient(context, command.client, 'password', call)
  if (isProblem(client)) return client
  return loginTokens(context, login, { ...command, client, origin: 'password' }, terms, call)
}
