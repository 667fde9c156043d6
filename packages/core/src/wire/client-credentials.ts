import { decodeBase64IgnorePadding, decodeBase64urlIgnorePadding } from '@oslojs/encoding'
import { z } from 'zod'
import type { ClientCredentials } from '../protocol/command.js'
import { isProblem, type Problem, problem } from '../protocol/problem.js'
import { decodeFormText } from './form.js'
import type { Parameters } from './parameters.js'

const longestHeader = 4_096

const unusable = problem('invalidClient', 'Client authentication failed.')
const twoMethods = problem('invalidRequest', 'The client uses two authentication methods at once.')

/**
 * How the client says who it is, RFC 6749 §2.3: by `Authorization: Basic`, by `client_secret` in the body, by a signed
 * assertion (RFC 7523 §2.2), or by its name alone. One way per request; an empty secret is no secret (RFC 8628 §3.1).
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
  const basic = authorization === undefined ? undefined : readBasic(authorization)
  if (basic === undefined) return inBody(clientId, secret)
  if (isProblem(basic)) return basic
  // RFC 6749 §2.3: a client must not use more than one method in a request.
  if (secret !== undefined) return twoMethods
  if (clientId !== undefined && clientId !== basic.clientId) {
    return problem('invalidRequest', 'The client_id parameter names another client than the Authorization header.')
  }
  return basic
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

// RFC 6749 §2.3.1: both halves are form-encoded before they are joined by a colon and encoded as base64.
function readBasic(authorization: string): ClientCredentials | Problem {
  if (authorization.length > longestHeader) return unusable
  const encoded = /^basic +([A-Za-z0-9+/]+={0,2})$/i.exec(authorization)?.[1]
  const text = encoded === undefined ? undefined : decodeBase64Text(encoded)
  const colon = text?.indexOf(':') ?? -1
  if (text === undefined || colon < 1) return unusable
  const clientId = decodeFormText(text.slice(0, colon))
  const secret = decodeFormText(text.slice(colon + 1))
  if (clientId === undefined || secret === undefined) return unusable
  return secret === '' ? { method: 'none', clientId } : { method: 'client_secret_basic', clientId, secret }
}

function decodeBase64Text(encoded: string): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(decodeBase64IgnorePadding(encoded))
  } catch {
    // Both decoders throw on malformed input and for no other reason.
    return undefined
  }
}

function isOptionalText(value: unknown): value is string | undefined {
  return value === undefined || typeof value === 'string'
}

function malformed(name: string): Problem {
  return problem('invalidRequest', `The parameter ${name} is malformed.`)
}
