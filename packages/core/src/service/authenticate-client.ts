import type { Requester } from '../machine/authorization.js'
import type { Client, Grant } from '../ports/client-registry.js'
import type { ClientCredentials } from '../protocol/command.js'
import { isProblem, type Problem, problem } from '../protocol/problem.js'
import { provesByAssertion } from './client-assertion.js'
import { matchesSecret } from './client-secret.js'
import type { ServiceContext } from './context.js'
import { hasControls } from './credentials-text.js'

/**
 * The client that these credentials prove, RFC 6749 §2.3, if it may use the grant. An unknown client, a disabled one
 * and a wrong secret are one and the same refusal, reached by the same work.
 */
export async function authorizeClient(
  context: ServiceContext,
  credentials: ClientCredentials,
  grant: Grant,
  requester: Requester,
): Promise<Client | Problem> {
  const client = await authenticateClient(context, credentials, requester)
  if (isProblem(client) || client.grants.includes(grant)) return client
  return problem('unauthorizedClient', 'This client may not use this grant.')
}

/** The client that these credentials prove, whatever it may use. */
export async function authenticateClient(
  context: ServiceContext,
  credentials: ClientCredentials,
  requester: Requester,
): Promise<Client | Problem> {
  const { clientId } = credentials
  // No client is called so, and some databases refuse the question.
  const client = hasControls(clientId) ? undefined : await context.clients.findClient(clientId)
  const proven = await provesClient(context, credentials, client)
  if (client !== undefined && proven && client.disabled !== true) return client
  context.tell({ type: 'clientAuthenticationFailed', ...(client && { clientId: client.clientId }) }, requester)
  return problem('invalidClient', 'Client authentication failed.')
}

// RFC 6749 §2.3: the method the client was registered with, and no other.
async function provesClient(
  context: ServiceContext,
  credentials: ClientCredentials,
  client: Client | undefined,
): Promise<boolean> {
  const registered = client?.authentication.includes(credentials.method) ?? false
  switch (credentials.method) {
    case 'none':
      return registered
    case 'client_secret_basic':
    case 'client_secret_post':
      return matchesSecret(credentials.secret, client?.secretDigests ?? []) && registered
    case 'private_key_jwt':
      return client !== undefined && registered && provesByAssertion(context, credentials, client)
  }
}
