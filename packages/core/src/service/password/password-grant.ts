import type { DialectTerms, ExchangePassword } from '../../protocol/command.js'
import type { Outcome } from '../../protocol/outcome.js'
import { isProblem } from '../../protocol/problem.js'
import type { Call } from '../call/call.js'
import type { ServiceContext } from '../call/context.js'
import { authorizeClient } from '../client/authenticate-client.js'
import { loginTokens } from './password-login.js'
import { withoutTicket } from './second-factor/ask-for-factor.js'
import type { PasswordLogin } from './stored-hash.js'

/**
 * Answers one request of the resource owner password credentials grant (RFC 6749 §4.3). It makes the same checks as the
 * first-party login, in the same order. The tokens belong to the client. The grant has no step for a second factor, so an
 * account that needs one is refused.
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
  const response = await loginTokens(context, login, { ...command, client, origin: 'password' }, terms, call)
  return isProblem(response) ? withoutTicket(response) : response
}
