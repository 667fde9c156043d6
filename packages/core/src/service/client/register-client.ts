import type { RegistrationRequest } from '../../ports/client-registration.js'
import type { RegisterClient } from '../../protocol/command.js'
import type { ClientRegistered } from '../../protocol/outcome.js'
import { constantProblem, type Problem } from '../../protocol/problem.js'
import type { Call } from '../call/call.js'
import type { ServiceContext } from '../call/context.js'
import { RecordFault } from '../call/faults.js'
import { addressLanes } from '../limits/lanes.js'
import { tooManyRequests } from '../limits/too-many-requests.js'

/** Registers a program as a client (RFC 7591 §3). Anybody may ask, so the requests of each address are counted. */
export async function registerClient(
  context: ServiceContext,
  command: RegisterClient,
  call: Call,
): Promise<ClientRegistered | Problem> {
  const { limiter, limits, clock } = context
  const request = requestOf(command)
  // No other grant type here gives a client its first tokens. Unknown ones, such as `authorization_code`, were dropped.
  if (!request.grantTypes.some((grantType) => grantType !== 'refresh_token')) return noGrantType
  const tries = await limiter.reserve(call, 'registration', addressLanes(call, limits.registrations.perAddress))
  if (!tries.granted) return tooManyRequests(tries.until, clock)
  // A registration that fails counts too: a strange request may be what makes the host's database fail.
  return register(context, request, call)
}

async function register(
  { clients, clock, emit }: ServiceContext,
  request: RegistrationRequest,
  call: Call,
): Promise<ClientRegistered | Problem> {
  if (clients.registerClient === undefined) {
    throw new Error('`clients.registerClient` is missing: programs can register themselves only with it')
  }
  const made = await clients.registerClient(call, request)
  if ('refused' in made) return refusals[made.refused]
  const { clientId, clientSecret, expiresAt, name, authMethod, grantTypes, scopes } = { ...request, ...made }
  if (authMethod.startsWith('client_secret') && clientSecret === undefined) {
    throw new RecordFault('clients.registerClient', 'the registered client', ['clientSecret must not be absent'])
  }
  const scope = scopes ?? []
  emit({ type: 'clientRegistered', clientId, scope }, call)
  return {
    kind: 'clientRegistered',
    clientId,
    ...(clientSecret !== undefined && { clientSecret }),
    issuedAt: clock.now(),
    ...(expiresAt !== undefined && { expiresAt }),
    name,
    authMethod,
    grantTypes,
    scope,
  }
}

function requestOf({ name = '', authMethod, grantTypes, scope, redirectUris }: RegisterClient): RegistrationRequest {
  return {
    name,
    authMethod,
    grantTypes: grantTypes ?? ['device_code', 'refresh_token'],
    ...(scope && { scopes: scope }),
    ...(redirectUris && { redirectUris }),
  }
}

const noGrantType = constantProblem('unsupportedGrantType', 'The server supports none of these grant types.')

const refusals = {
  invalidClientMetadata: constantProblem(
    'invalidClientMetadata',
    'The server registers no client with these metadata.',
  ),
  invalidRedirectUri: constantProblem('invalidRedirectUri', 'A redirect URI is not allowed.'),
  invalidScope: constantProblem('invalidScope', 'A requested scope is unknown or not allowed to this client.'),
} as const
