import type { Requester } from '../machine/authorization.js'
import type { ClientId } from '../machine/names.js'
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
  const named = await findNamed(context, credentials)
  const proven = await provesClient(context, credentials, named)
  const client = named?.client
  if (client !== undefined && proven && client.disabled !== true) return client
  context.tell({ type: 'clientAuthenticationFailed', ...(client && { clientId: client.clientId }) }, requester)
  return problem('invalidClient', 'Client authentication failed.')
}

/** A client of the registry, and the name by which it was found. */
interface NamedClient {
  readonly clientId: ClientId
  readonly client: Client
}

/**
 * The one client that the credentials are about. The registry decides it, before any secret is looked at: a name read as
 * RFC 6749 §2.3.1 says counts if the registry knows it, and only otherwise the same header read without decoding. So no
 * header can act for the client of its second reading where the client of its first exists, whatever secrets they have.
 */
async function findNamed(context: ServiceContext, credentials: ClientCredentials): Promise<NamedClient | undefined> {
  const names = [...new Set(readingsOf(credentials).map(({ clientId }) => clientId))]
  // All names are looked up, so that the time does not tell which of them is known.
  const found = await Promise.all(names.map((clientId) => findClient(context, clientId)))
  return found.find((named) => named !== undefined)
}

async function findClient(context: ServiceContext, clientId: ClientId): Promise<NamedClient | undefined> {
  // No client has a name with control characters, and some databases refuse the question.
  const client = hasControls(clientId) ? undefined : await context.clients.findClient(clientId)
  return client && { clientId, client }
}

// RFC 6749 §2.3: the method the client was registered with, and no other.
async function provesClient(
  context: ServiceContext,
  credentials: ClientCredentials,
  named: NamedClient | undefined,
): Promise<boolean> {
  const registered = named?.client.authentication.includes(credentials.method) ?? false
  switch (credentials.method) {
    case 'none':
      return registered
    case 'client_secret_basic':
    case 'client_secret_post':
      return matchesAnyReading(readingsOf(credentials), named) && registered
    case 'private_key_jwt':
      return named !== undefined && registered && provesByAssertion(context, credentials, named.client)
  }
}

// Every reading is compared, whether the client is known or not, so that the time does not tell which of them is right.
function matchesAnyReading(readings: readonly Reading[], named: NamedClient | undefined): boolean {
  const digests = named?.client.secretDigests ?? [noSecret]
  const right = readings.filter(({ secret }) => matchesSecret(secret, digests))
  return right.some(({ clientId }) => clientId === named?.clientId)
}

/** One way to understand what a client said. The secret is empty where it said none. */
interface Reading {
  readonly clientId: ClientId
  readonly secret: string
}

function readingsOf(credentials: ClientCredentials): readonly Reading[] {
  const { clientId } = credentials
  const secret = 'secret' in credentials ? credentials.secret : ''
  const unencoded = 'unencoded' in credentials ? credentials.unencoded : undefined
  return [{ clientId, secret }, ...(unencoded === undefined ? [] : [unencoded])]
}

// As long as a digest and never one: the last two bits of a digest in base64url are zero, and those of "_" are not.
const noSecret = '_'.repeat(43)
