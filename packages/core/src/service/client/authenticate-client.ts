import type { ClientId } from '../../machine/names.js'
import type { Client, GrantType } from '../../ports/client-registry.js'
import type { ClientCredentials, UnencodedCredentials } from '../../protocol/client-credentials.js'
import { constantProblem, isProblem, type Problem } from '../../protocol/problem.js'
import type { Call } from '../call/call.js'
import type { ServiceContext } from '../call/context.js'
import { type Refused, type Reserved, unlimited } from '../call/limiting.js'
import { refundOnFault } from '../limits/refund-on-fault.js'
import { reserveSecret } from '../limits/secret-limits.js'
import { tooManyRequests } from '../limits/too-many-requests.js'
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
  return mayNotUse
}

/** Authenticates the client, without a check of its grant types. */
export async function authenticateClient(
  context: ServiceContext,
  credentials: ClientCredentials,
  call: Call,
): Promise<Client | Problem> {
  const tries = await reserveProof(context, credentials, call, 'reservePatiently')
  if (!tries.granted) return tooManyRequests(tries.until, context.clock)
  return (await proveCounted(context, credentials, tries, call)) ?? authenticationFailed
}

/** The client of a poll, and what to answer to it unless the device code is one of this client. */
export interface PollingClient {
  readonly client: Client
  readonly refusal?: Problem
}

/**
 * Authenticates the client of a poll. If somebody with the same address has sent too many wrong secrets, the refusal waits
 * until the code was looked up: a device that waits with a real code is never refused, and no
 * other sender can tell a right secret from a wrong one.
 */
export async function authorizePoll(
  context: ServiceContext,
  credentials: ClientCredentials,
  call: Call,
): Promise<PollingClient | Problem> {
  if (credentials.method === 'none') return pollingAs(await proveClient(context, credentials, call))
  const tries = await reserveProof(context, credentials, call, 'reserveAtOnce')
  const client = await proveCounted(context, credentials, tries.granted ? tries : unlimited, call)
  const polling = pollingAs(client)
  if (tries.granted) return polling
  const refusal = tooManyRequests(tries.until, context.clock)
  return isProblem(polling) ? refusal : { ...polling, refusal }
}

function pollingAs(client: Client | undefined): PollingClient | Problem {
  if (client === undefined) return authenticationFailed
  return client.grantTypes.includes('device_code') ? { client } : mayNotUse
}

const mayNotUse = constantProblem('unauthorizedClient', 'This client may not use this grant.')

const authenticationFailed = constantProblem('invalidClient', 'Client authentication failed.')

/** Returns the client if it proves itself. Only a failed proof keeps its try: an outage of the registry is no guess. */
async function proveCounted(
  context: ServiceContext,
  credentials: ClientCredentials,
  tries: Reserved,
  call: Call,
): Promise<Client | undefined> {
  const client = await refundOnFault(tries, () => proveClient(context, credentials, call))
  if (client === undefined) tries.spend()
  else await tries.refund()
  return client
}

// A public client proves nothing that could be guessed.
function reserveProof(
  context: ServiceContext,
  { method, clientId }: ClientCredentials,
  call: Call,
  how: 'reserveAtOnce' | 'reservePatiently',
): Reserved | Promise<Reserved | Refused> {
  return method === 'none' ? unlimited : reserveSecret(context, clientId, call, how)
}

async function proveClient(
  context: ServiceContext,
  credentials: ClientCredentials,
  call: Call,
): Promise<Client | undefined> {
  const client = await findNamed(context, credentials, call)
  const proven = await provesClient(context, credentials, client, call)
  if (client !== undefined && proven && client.disabled !== true) return client
  context.emit({ type: 'clientAuthenticationFailed', ...(client && { clientId: client.clientId }) }, call)
  return undefined
}

/**
 * Returns the one client that the credentials name. The registry decides this before any secret is compared. The
 * reading of RFC 6749 §2.3.1 (form-decoded) counts if the registry knows its client; otherwise the reading without
 * decoding counts. So a header never acts for the client of its second reading if the client of its first reading
 * exists.
 */
function findNamed(context: ServiceContext, credentials: ClientCredentials, call: Call): Promise<Client | undefined> {
  const { clientId } = credentials
  const other = unencodedOf(credentials)?.clientId ?? clientId
  if (other === clientId) return findClient(context, clientId, call)
  // Both are looked up, so that the time does not show which of them is known.
  const both = [findClient(context, clientId, call), findClient(context, other, call)]
  return Promise.all(both).then((found) => found.find((client) => client !== undefined))
}

// No client identifier has control characters, and some databases reject a query that contains them.
function findClient({ clients }: ServiceContext, clientId: ClientId, call: Call): Promise<Client | undefined> {
  return hasControls(clientId) ? Promise.resolve(undefined) : clients.findClient(call, clientId)
}

// RFC 6749 §2.3: only a method that the client is registered with counts.
function provesClient(
  context: ServiceContext,
  credentials: ClientCredentials,
  client: Client | undefined,
  call: Call,
): boolean | Promise<boolean> {
  const registered = client?.authMethods.includes(credentials.method) ?? false
  switch (credentials.method) {
    case 'none':
      return registered
    case 'client_secret_basic':
    case 'client_secret_post':
      return matchesAnyReading(readingsOf(credentials), client) && registered
    case 'private_key_jwt':
      return client !== undefined && registered && provesByAssertion(context, credentials, client, call)
  }
}

// Every reading is compared, also for an unknown client, so that the time does not show which of them is right.
function matchesAnyReading(readings: readonly Reading[], client: Client | undefined): boolean {
  const digests = client?.secretDigests ?? [noSecret]
  const right = readings.filter(({ secret }) => matchesSecret(secret, digests))
  return right.some(({ clientId }) => clientId === client?.clientId)
}

/** One way to read the credentials of a client. The secret is empty if there is none. */
interface Reading {
  readonly clientId: ClientId
  readonly secret: string
}

function readingsOf(credentials: ClientCredentials): readonly Reading[] {
  const { clientId } = credentials
  const secret = 'secret' in credentials ? credentials.secret : ''
  const unencoded = unencodedOf(credentials)
  return [{ clientId, secret }, ...(unencoded === undefined ? [] : [unencoded])]
}

function unencodedOf(credentials: ClientCredentials): UnencodedCredentials | undefined {
  return 'unencoded' in credentials ? credentials.unencoded : undefined
}

// Has the length of a digest but can never be one: the last two bits of a base64url digest are zero, those of "_" are
// not.
const noSecret = '_'.repeat(43)
