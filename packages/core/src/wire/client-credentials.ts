import { decodeBase64urlIgnorePadding } from '@oslojs/encoding'
import * as z from 'zod'
import type { ClientCredentials } from '../protocol/client-credentials.js'
import { constantProblem, isProblem, type Problem, problem } from '../protocol/problem.js'
import { readBasic } from './basic-credentials.js'
import type { Parameters } from './parameters.js'

const unusable = constantProblem('invalidClient', 'Client authentication failed.')
const twoMethods = constantProblem('invalidRequest', 'The client uses two authentication methods at once.')

/**
 * Reads how the client authenticates (RFC 6749 §2.3): with `Authorization: Basic`, with `client_secret` in the body,
 * with a signed assertion (RFC 7523 §2.2), or with its `client_id` alone. A request uses one method. An empty secret
 * counts as no secret (RFC 8628 §3.1). If the client may have sent Basic without the encoding of RFC 6749 §2.3.1,
 * `unencoded` holds that second reading.
 */
export function readClient(
  parameters: Parameters,
  authorization: string | undefined,
  endpoint?: string,
): ClientCredentials | Problem {
  const { client_id: clientId, client_secret: secret, client_assertion: assertion } = parameters
  if (!isOptionalText(clientId)) return malformed('client_id')
  if (!isOptionalText(secret)) return malformed('client_secret')
  if (assertion !== undefined) {
    const proof = byAssertion(parameters, assertion, clientId, secret ?? authorization)
    return isProblem(proof) || endpoint === undefined ? proof : { ...proof, endpoint }
  }
  return authorization === undefined ? inBody(clientId, secret) : byBasic(authorization, clientId, secret)
}

// RFC 6749 §2.3: a client must not use more than one method in a request. The same credentials repeated in the body
// count as the same method. They also decide which reading of the header is right.
function byBasic(
  authorization: string,
  clientId: string | undefined,
  secret: string | undefined,
): ClientCredentials | Problem {
  const readings = readBasic(authorization)
  if (readings.length === 0) return unusable
  const named = readings.filter((reading) => clientId === undefined || reading.clientId === clientId)
  if (named.length === 0) {
    return problem('invalidRequest', 'The client_id parameter names another client than the Authorization header.')
  }
  const [meant, unencoded] = named.filter((reading) => secret === undefined || reading.secret === secret)
  if (meant === undefined) return twoMethods
  return {
    ...(meant.secret === ''
      ? { method: 'none', clientId: meant.clientId }
      : { method: 'client_secret_basic', ...meant }),
    ...(unencoded && { unencoded }),
  }
}

// RFC 7521 §4.2: the assertion authenticates the client by itself, so `client_id` is optional.
function byAssertion(
  { client_assertion_type: type }: Parameters,
  assertion: unknown,
  clientId: string | undefined,
  otherProof: string | undefined,
): Extract<ClientCredentials, { readonly method: 'private_key_jwt' }> | Problem {
  if (type === undefined) return problem('invalidRequest', 'The parameter client_assertion_type is missing.')
  if (otherProof !== undefined) return twoMethods
  if (typeof assertion !== 'string') return malformed('client_assertion')
  if (type !== jwtBearer) return unusable
  const subject = subjectOf(assertion)
  if (subject === undefined) return unusable
  // RFC 7521 §4.2: if `client_id` is present, it must name the same client.
  if (clientId !== undefined && clientId !== subject) return unusable
  return { method: 'private_key_jwt', clientId: subject, assertion }
}

const jwtBearer = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
const longestAssertion = 8_192
const claims = z.object({ sub: z.string().min(1) })

/** Returns the `sub` of a JWT. It is not trusted until the signature has been verified. */
function subjectOf(jwt: string): string | undefined {
  const payload = /^[\w-]+\.([\w-]+)\.[\w-]+$/.exec(jwt.length > longestAssertion ? '' : jwt)?.[1]
  if (payload === undefined) return undefined
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(decodeBase64urlIgnorePadding(payload))
    return claims.safeParse(JSON.parse(text)).data?.sub
  } catch {
    // The decoders and the parser throw only on malformed input.
    return undefined
  }
}

function inBody(clientId: string | undefined, secret: string | undefined): ClientCredentials | Problem {
  if (clientId === undefined) return problem('invalidRequest', 'The parameter client_id is missing.')
  if (secret === undefined) return { method: 'none', clientId }
  return { method: 'client_secret_post', clientId, secret }
}

function isOptionalText(value: unknown): value is string | undefined {
  return value === undefined || typeof value === 'string'
}

function malformed(name: string): Problem {
  return problem('invalidRequest', `The parameter ${name} is malformed.`)
}
