import { expectThat, type Reply } from './reply.js'

/** A JSON object with unknown members. */
export type JsonBody = Readonly<Record<string, unknown>>

/** The response of RFC 8628 §3.2. */
export interface Started {
  readonly reply: Reply
  readonly deviceCode: string
  readonly userCode: string
  readonly verificationUri: string
  readonly verificationUriComplete: string | undefined
  /** Seconds. */
  readonly expiresIn: number
  /** Seconds. */
  readonly interval: number
}

/** The response of RFC 6749 §5.1. */
export interface Tokens {
  readonly reply: Reply
  readonly accessToken: string
  readonly scope: string
  /** Seconds. */
  readonly expiresIn: number
  readonly refreshToken: string | undefined
  readonly idToken: string | undefined
}

/** Expects a response of one JSON object, with its media type. */
export function expectJson(reply: Reply, status: number | readonly number[]): JsonBody {
  const allowed = [status].flat()
  expectThat(allowed.includes(reply.status), `status ${allowed.join(' or ')}`, reply)
  const type = reply.header('Content-Type') ?? ''
  expectThat(/^application\/json(?: *; *charset="?utf-8"?)?$/i.test(type), 'a body in application/json', reply)
  const body = readJson(reply.body)
  expectThat(isObject(body), 'one JSON object', reply)
  return body
}

/** Expects this refusal of RFC 6749 §5.2, with everything that all refusals have. */
export function expectProblem(reply: Reply, status: number | readonly number[], error?: string): JsonBody {
  const body = expectJson(reply, status)
  const { error: word, error_description: description } = body
  if (error === undefined) expectThat(typeof word === 'string', 'an error code', reply)
  else expectThat(word === error, `the error ${error}`, reply)
  expectThat(isPrintable(word), 'an error of printable ASCII without " and \\ (RFC 6749 §5.2)', reply)
  expectThat(
    description === undefined || isPrintable(description),
    'an error_description of printable ASCII without " and \\ (RFC 6749 §5.2)',
    reply,
  )
  expectKept(reply)
  return body
}

/** Expects the refusal of a client that did not authenticate, RFC 6749 §5.2. */
export function expectClientChallenge(reply: Reply): void {
  expectProblem(reply, 401, 'invalid_client')
  expectThat(/^Basic realm="/.test(reply.header('WWW-Authenticate') ?? ''), 'a challenge for Basic', reply)
}

/** Expects the headers that every JSON response has, and those that its status requires. */
export function expectKept(reply: Reply): void {
  expectThat(/\bno-store\b/i.test(reply.header('Cache-Control') ?? ''), 'Cache-Control: no-store', reply)
  expectThat(reply.header('X-Content-Type-Options') === 'nosniff', 'X-Content-Type-Options: nosniff', reply)
  expectThat(reply.header('ETag') === undefined, 'no ETag, because no cache may store the response', reply)
  expectThat(reply.header('X-Powered-By') === undefined, 'no X-Powered-By, which names the software', reply)
  const challenge = reply.header('WWW-Authenticate')
  if (reply.status === 401) expectThat(challenge !== undefined, 'a WWW-Authenticate challenge beside 401', reply)
  if (reply.status === 400) expectThat(challenge === undefined, 'no challenge beside 400: clients give up on it', reply)
  if (reply.status === 405) expectThat(reply.header('Allow') !== undefined, 'Allow beside 405', reply)
  if (reply.status === 429 || reply.status === 503) {
    expectThat(/^[1-9]\d*$/.test(reply.header('Retry-After') ?? ''), 'Retry-After in whole seconds', reply)
  }
}

/** Expects the response of RFC 8628 §3.2. */
export function expectStarted(reply: Reply): Started {
  const body = expectJson(reply, 200)
  const { device_code: deviceCode, user_code: userCode, verification_uri: verificationUri } = body
  const { verification_uri_complete: complete, expires_in: expiresIn, interval } = body
  expectThat(isText(deviceCode) && isText(userCode) && isText(verificationUri), 'both codes and the URI', reply)
  expectThat(complete === undefined || isText(complete), 'verification_uri_complete as a string', reply)
  expectThat(isSeconds(expiresIn), 'expires_in as a whole number above 0', reply)
  // RFC 8628 §3.2: optional. Many clients need it, so the server always sends it.
  expectThat(isSeconds(interval), 'interval as a whole number above 0', reply)
  return { reply, deviceCode, userCode, verificationUri, verificationUriComplete: complete, expiresIn, interval }
}

/** Expects the response of RFC 6749 §5.1. */
export function expectTokens(reply: Reply): Tokens {
  const body = expectJson(reply, 200)
  const { access_token: accessToken, token_type: type, expires_in: expiresIn, scope } = body
  const { refresh_token: refreshToken, id_token: idToken } = body
  expectThat(isToken(accessToken), 'an access_token of printable ASCII', reply)
  expectThat(type === 'Bearer', 'token_type Bearer', reply)
  expectThat(isSeconds(expiresIn), 'expires_in as a whole number above 0', reply)
  expectThat(typeof scope === 'string', 'scope as a string, which some clients need', reply)
  expectThat(refreshToken === undefined || isToken(refreshToken), 'a refresh_token of printable ASCII', reply)
  expectThat(idToken === undefined || isToken(idToken), 'an id_token of printable ASCII', reply)
  expectKept(reply)
  return { reply, accessToken, scope, expiresIn, refreshToken, idToken }
}

/** Expects two responses to be equal, except for the headers that depend on the time. */
export function expectSame(one: Reply, other: Reply): void {
  const same = one.status === other.status && one.body === other.body
  expectThat(
    same && comparableHeaders(one) === comparableHeaders(other),
    'one and the same response to both',
    one,
    other,
  )
}

/** The values of a scope string. */
export function scopeValues(scope: unknown): readonly string[] {
  return typeof scope === 'string' ? scope.split(' ').filter((value) => value !== '') : []
}

/** Whether two lists hold the same values, equally often, in any order. */
export function sameValues(one: readonly string[], other: readonly string[]): boolean {
  return JSON.stringify(one.toSorted()) === JSON.stringify(other.toSorted())
}

/** Whether a value is a non-empty string. */
export function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is JsonBody {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The value that JSON text encodes; `undefined` if the text is not JSON. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function comparableHeaders(reply: Reply): string {
  const names = ['Content-Type', 'WWW-Authenticate', 'Cache-Control', 'Retry-After', 'Set-Cookie']
  return JSON.stringify(names.map((name) => reply.header(name) ?? null))
}

// RFC 6749 appendix A.12 and A.17: VSCHAR
function isToken(value: unknown): value is string {
  return typeof value === 'string' && /^[\x20-\x7E]+$/.test(value)
}

// RFC 6749 §5.2: %x20-21 / %x23-5B / %x5D-7E
function isPrintable(value: unknown): boolean {
  return typeof value === 'string' && /^[\x20\x21\x23-\x5B\x5D-\x7E]+$/.test(value)
}

function isSeconds(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value > 0
}
