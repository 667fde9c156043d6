import { decodeBase64urlIgnorePadding } from '@oslojs/encoding'
import { z } from 'zod'
import type { ClientCredentials } from '../protocol/command.js'
import { isProblem, type Problem, problem } from '../protocol/problem.js'
import { readBasic } from './basic-credentials.js'
import type { Parameters } from './parameters.js'

const unusable = problem('invalidClient', 'Client authentication failed.')
const twoMethods = problem('invalidRequest', 'The client uses two authentication methods at once.')

/**
 * How the client says who it is, RFC 6749 §2.3: by `Authorization: Basic`, by `client_secret` in the body, by a signed
 * assertion (RFC 7523 §2.2), or by its name alone. One way per request; an empty secret is no secret (RFC 8628 §3.1).
 * Basic may also be meant in another way than RFC 6749 §2.3.1 says, which is then handed on as `unencoded`.
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

// RFC 6749 §2.3: a client must not use more than one method in a request. The same credentials said again in the body are
// the same method, and settle how the header is meant.
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

// RFC 7521 §4.2: an assertion is proof enough, and whoever it is about need not be named beside it.
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
  // RFC 7521 §4.2: a client_id beside it must name the same client.
  if (clientId !== undefined && clientId !== subject) return unusable
  return { method: 'private_key_jwt', clientId: subject, assertion }
}

const jwtBearer = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
const longestAssertion = 8_192
const claims = z.object({ sub: z.string().min(1) })

/** Whom a JWT claims to be about. Nothing of it is believed before its signature has been checked. */
function subjectOf(jwt: string): string | undefined {
  const payload = /^[\w-]+\.([\w-]+)\.[\w-]+$/.exec(jwt.length > longestAssertion ? '' : jwt)?.[1]
  if (payload === undefined) return undefined
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(decodeBase64urlIgnorePadding(payload))
    return claims.safeParse(JSON.parse(text)).data?.sub
  } catch {
    // The decoders and the parser throw on malformed input and for no other reason.
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
