import type { ClientId } from '../../machine/names.js'
import type { Client, GrantType } from '../../ports/client-registry.js'
import type { ClientCredentials } from '../../protocol/command.js'
import { isProblem, type Problem, problem } from '../../protocol/problem.js'
import type { Call } from '../call/call.js'
import type { ServiceContext } from '../call/context.js'
import { hasControls } from '../text/unicode.js'
import { provesByAssertion } from './client-assertion.js'
import { matchesSecret } from './client-secret.js'

/**
 * Authenticates the client (RFC 6749 §2.3) and checks that it may use this grant type. An unknown client, a disabled
 * client and a wrong secret get the same refusal after the same work.
 */
export async function authorizeClient(
  context: ServiceContext,
  credentials: ClientCredentials,
  grant: GrantType,
  call: Call,
): Promise<Client | Problem> {
  const client = await authenticateClient(context, credentials, call)
  if (isProblem(client) || client.grantTypes.includes(grant)) return client
  return problem('unauthorizedClient', 'This client may not use this grant.')
}

/** Authenticates the client, without a check of its grant types. */
export async function authenticateClient(
  context: ServiceContext,
  credentials: ClientCredentials,
  call: Call,
): Promise<Client | Problem> {
  const named = await findNamed(context, credentials, call)
  const proven = await provesClient(context, credentials, named, call)
  const client = named?.client
  if (client !== undefined && proven && client.disabled !== true) return client
  context.emit({ type: 'clientAuthenticationFailed', ...(client && { clientId: client.clientId }) }, call)
  return problem('invalidClient', 'Client authentication failed.')
}

/** A client of the registry, and the identifier by which it was found. */
interface NamedClient {
  readonly clientId: ClientId
  readonly client: Client
}

/**
 * Returns the one client that the credentials name. The registry decides this before any secret is compared. The
 * reading of RFC 6749 §2.3.1 (form-decoded) counts if the registry knows its client; otherwise the reading without
 * decoding counts. So a header never acts for the client of its second reading if the client of its first reading
 * exists.
 */
async function findNamed(
  context: ServiceContext,
  credentials: ClientCredentials,
  call: Call,
): Promise<NamedClient | undefined> {
  const names = [...new Set(readingsOf(credentials).map(({ clientId }) => clientId))]
  // All identifiers are looked up, so that the time does not show which of them is known.
  const found = await Promise.all(names.map((clientId) => findClient(context, clientId, call)))
  return found.find((named) => named !== undefined)
}

async function findClient(context: ServiceContext, clientId: ClientId, call: Call): Promise<NamedClient | undefined> {
  // No client identifier has control characters, and some databases reject a query that contains them.
  const client = hasControls(clientId) ? undefined : await context.clients.findClient(call, clientId)
  return client && { clientId, client }
}

// RFC 6749 §2.3: only a method that the client is registered with counts.
async function provesClient(
  context: ServiceContext,
  credentials: ClientCredentials,
  named: NamedClient | undefined,
  call: Call,
): Promise<boolean> {
  const registered = named?.client.authMethods.includes(credentials.method) ?? false
  switch (credentials.method) {
    case 'none':
      return registered
    case 'client_secret_basic':
    case 'client_secret_post':
      return matchesAnyReading(readingsOf(credentials), named) && registered
    case 'private_key_jwt':
      return named !== undefined && registered && provesByAssertion(context, credentials, named.client, call)
  }
}

// Every reading is compared, also for an unknown client, so that the time does not show which of them is right.
function matchesAnyReading(readings: readonly Reading[], named: NamedClient | undefined): boolean {
  const digests = named?.client.secretDigests ?? [noSecret]
  const right = readings.filter(({ secret }) => matchesSecret(secret, digests))
  return right.some(({ clientId }) => clientId === named?.clientId)
}

/** One way to read the credentials of a client. The secret is empty if there is none. */
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

// Has the length of a digest but can never be one: the last two bits of a base64url digest are zero, those of "_" are
// not.
const noSecret = '_'.repeat(43)
