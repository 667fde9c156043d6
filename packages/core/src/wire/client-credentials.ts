import { decodeBase64IgnorePadding } from '@oslojs/encoding'
import type { ClientCredentials } from '../protocol/command.js'
import { isProblem, type Problem, problem } from '../protocol/problem.js'
import { decodeFormText } from './form.js'
import type { Parameters } from './parameters.js'

const longestHeader = 4_096

/**
 * How the client says who it is, RFC 6749 §2.3: by `Authorization: Basic`, by `client_secret` in the body, or by its
 * name alone. One way per request; an empty secret is no secret (RFC 8628 §3.1).
 */
export function readClient(parameters: Parameters, authorization: string | undefined): ClientCredentials | Problem {
  const { client_id: clientId, client_secret: secret, client_assertion: assertion } = parameters
  if (!isOptionalText(clientId)) return malformed('client_id')
  if (!isOptionalText(secret)) return malformed('client_secret')
  if (assertion !== undefined) return problem('invalidClient', 'Client assertions are not accepted.')
  const basic = authorization === undefined ? undefined : readBasic(authorization)
  if (basic === undefined) return inBody(clientId, secret)
  if (isProblem(basic)) return basic
  // RFC 6749 §2.3: a client must not use more than one method in a request.
  if (secret !== undefined) return problem('invalidRequest', 'The client uses two authentication methods at once.')
  if (clientId !== undefined && clientId !== basic.clientId) {
    return problem('invalidRequest', 'The client_id parameter names another client than the Authorization header.')
  }
  return basic
}

function inBody(clientId: string | undefined, secret: string | undefined): ClientCredentials | Problem {
  if (clientId === undefined) return problem('invalidRequest', 'The parameter client_id is missing.')
  if (secret === undefined) return { method: 'none', clientId }
  return { method: 'client_secret_post', clientId, secret }
}

// RFC 6749 §2.3.1: both halves are form-encoded before they are joined by a colon and encoded as base64.
function readBasic(authorization: string): ClientCredentials | Problem {
  const unusable = problem('invalidClient', 'Client authentication failed.')
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
