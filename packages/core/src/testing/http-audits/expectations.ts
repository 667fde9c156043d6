import { expectThat, type Reply } from './reply.js'

/** A JSON object as it came, with nothing known about its members. */
export type JsonBody = Readonly<Record<string, unknown>>

/** The answer of RFC 8628 §3.2. */
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

/** The answer of RFC 6749 §5.1. */
export interface Tokens {
  readonly reply: Reply
  readonly accessToken: string
  readonly scope: string
  /** Seconds. */
  readonly expiresIn: number
  readonly refreshToken: string | undefined
  readonly idToken: string | undefined
}

/** Holds an answer to being one JSON object, sent as such. */
export function expectJson(reply: Reply, status: number | readonly number[]): JsonBody {
  const allowed = [status].flat()
  expectThat(allowed.includes(reply.status), `status ${allowed.join(' or ')}`, reply)
  const type = reply.header('Content-Type') ?? ''
  expectThat(/^application\/json(?: *; *charset="?utf-8"?)?$/i.test(type), 'a body in application/json', reply)
  const body = readJson(reply.body)
  expectThat(isObject(body), 'one JSON object', reply)
  return body
}

/** Holds an answer to being that refusal of RFC 6749 §5.2, in every detail that holds for all of them. */
export function expectProblem(reply: Reply, status: number | readonly number[], error?: string): JsonBody {
  const body = expectJson(reply, status)
  const { error: word, error_description: description } = body
  if (error === undefined) expectThat(typeof word === 'string', 'an error word', reply)
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

/** Holds an answer to being the refusal of a client that did not prove who it is, RFC 6749 §5.2. */
export function expectClientChallenge(reply: Reply): void {
  expectProblem(reply, 401, 'invalid_client')
  expectThat(/^Basic realm="/.test(reply.header('WWW-Authenticate') ?? ''), 'a challenge for Basic', reply)
}

/** Holds a JSON answer to the headers that all of them have, and to those that its status asks for. */
export function expectKept(reply: Reply): void {
  expectThat(/\bno-store\b/i.test(reply.header('Cache-Control') ?? ''), 'Cache-Control: no-store', reply)
  expectThat(reply.header('X-Content-Type-Options') === 'nosniff', 'X-Content-Type-Options: nosniff', reply)
  expectThat(reply.header('ETag') === undefined, 'no ETag on what no cache may keep', reply)
  expectThat(reply.header('X-Powered-By') === undefined, 'no word on what the server is made of', reply)
  const challenge = reply.header('WWW-Authenticate')
  if (reply.status === 401) expectThat(challenge !== undefined, 'a WWW-Authenticate challenge beside 401', reply)
  if (reply.status === 400) expectThat(challenge === undefined, 'no challenge beside 400: clients give up on it', reply)
  if (reply.status === 405) expectThat(reply.header('Allow') !== undefined, 'Allow beside 405', reply)
  if (reply.status === 429 || reply.status === 503) {
    expectThat(/^[1-9]\d*$/.test(reply.header('Retry-After') ?? ''), 'Retry-After in whole seconds', reply)
  }
}

/** Holds an answer to being RFC 8628 §3.2. */
export function expectStarted(reply: Reply): Started {
  const body = expectJson(reply, 200)
  const { device_code: deviceCode, user_code: userCode, verification_uri: verificationUri } = body
  const { verification_uri_complete: complete, expires_in: expiresIn, interval } = body
  expectThat(isText(deviceCode) && isText(userCode) && isText(verificationUri), 'both codes and the URI', reply)
  expectThat(complete === undefined || isText(complete), 'a verification_uri_complete of text', reply)
  expectThat(isSeconds(expiresIn), 'expires_in as a whole number above 0', reply)
  // RFC 8628 §3.2: optional. Many clients need it, so it is always there.
  expectThat(isSeconds(interval), 'interval as a whole number above 0', reply)
  return { reply, deviceCode, userCode, verificationUri, verificationUriComplete: complete, expiresIn, interval }
}

/** Holds an answer to being RFC 6749 §5.1. */
export function expectTokens(reply: Reply): Tokens {
  const body = expectJson(reply, 200)
  const { access_token: accessToken, token_type: type, expires_in: expiresIn, scope } = body
  const { refresh_token: refreshToken, id_token: idToken } = body
  expectThat(isToken(accessToken), 'an access_token of printable ASCII', reply)
  expectThat(type === 'Bearer', 'token_type Bearer', reply)
  expectThat(isSeconds(expiresIn), 'expires_in as a whole number above 0', reply)
  expectThat(typeof scope === 'string', 'scope as text, which some clients need', reply)
  expectThat(refreshToken === undefined || isToken(refreshToken), 'a refresh_token of printable ASCII', reply)
  expectThat(idToken === undefined || isToken(idToken), 'an id_token of printable ASCII', reply)
  expectKept(reply)
  return { reply, accessToken, scope, expiresIn, refreshToken, idToken }
}

/** Holds two answers to being one and the same, but for the headers that tell the time. */
export function expectSame(one: Reply, other: Reply): void {
  const same = one.status === other.status && one.body === other.body
  expectThat(same && told(one) === told(other), 'one and the same answer to both', one, other)
}

/** The values of a scope string. */
export function scopeValues(scope: unknown): readonly string[] {
  return typeof scope === 'string' ? scope.split(' ').filter((value) => value !== '') : []
}

/** Whether two lists hold the same values, each as often, in any order. */
export function sameValues(one: readonly string[], other: readonly string[]): boolean {
  return JSON.stringify(one.toSorted()) === JSON.stringify(other.toSorted())
}

/** Whether a value is text with something in it. */
export function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is JsonBody {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The value that JSON text spells; `undefined` when it is none. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function told(reply: Reply): string {
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
