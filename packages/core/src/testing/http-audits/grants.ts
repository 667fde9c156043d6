import { type Bench, type Headers, paths } from './bench.js'
import { basic } from './encode.js'
import { expectJson, expectKept, expectProblem, expectTokens, type JsonBody, type Tokens } from './expectations.js'
import type { ConfidentialClientFixture } from './fixtures.js'
import { type Person, signIn } from './person.js'
import { expectThat, type Reply } from './reply.js'

/** Parameters of a request, by name. */
export type Parameters = Readonly<Record<string, string>>

/** How a device is linked. */
export interface Linking {
  /** Who the client says it is: the fixture client unless said otherwise. */
  readonly credentials?: Parameters
  /** Everything that `client` may have by the fixtures, and a refresh token, unless said otherwise. */
  readonly scope?: string
  readonly resource?: string
  /** Who approves: the first person of the fixtures unless said otherwise. */
  readonly person?: Person
  /** Sent along with the poll that fetches the tokens. */
  readonly headers?: Headers
}

/** What a device holds that stays linked. */
export interface Linked extends Tokens {
  readonly deviceCode: string
  readonly userCode: string
  readonly refreshToken: string
}

/** Two scope values of the fixture client, and the one that brings a refresh token. */
export function lastingScope(bench: Bench): string {
  const [first, second] = bench.fixtures.client.scopes
  return `${first} ${second} ${bench.fixture('refresh').scope}`
}

/** Links a device, and holds the server to giving it a refresh token. */
export async function link(bench: Bench, linking: Linking = {}): Promise<Linked> {
  const { credentials = {}, scope = lastingScope(bench), resource, person = await signIn(bench), headers } = linking
  await bench.pass()
  const asked = { scope, ...credentials, ...(resource !== undefined && { resource }) }
  const { deviceCode, userCode } = await bench.start(asked)
  await person.approve(userCode)
  return { ...expectLasting(await bench.poll(deviceCode, credentials, headers)), deviceCode, userCode }
}

/** Credentials of a confidential client for the body. */
export function inBody({ clientId, secret }: ConfidentialClientFixture): Parameters {
  return { client_id: clientId, client_secret: secret }
}

/** Credentials of a confidential client for the header. */
export function byBasic({ clientId, secret }: ConfidentialClientFixture): Headers {
  return [['Authorization', basic(clientId, secret)]]
}

/** A right refresh request of the fixture client, or of whoever the fields say. */
export function refreshFields({ fixtures }: Bench, refreshToken: string, fields: Parameters = {}): Parameters {
  return {
    grant_type: 'refresh_token',
    refresh_token: refreshToken,
    client_id: fixtures.client.clientId,
    ...fields,
  }
}

/** Uses a refresh token. */
export function refresh(bench: Bench, refreshToken: string, fields?: Parameters, headers?: Headers): Promise<Reply> {
  return bench.form(paths.token, refreshFields(bench, refreshToken, fields), headers)
}

/** Uses a refresh token that is good, and holds the server to giving the next one. */
export async function refreshed(bench: Bench, refreshToken: string, fields?: Parameters): Promise<LastingTokens> {
  return expectLasting(await refresh(bench, refreshToken, fields))
}

/** Holds a refresh token to being good no more. */
export async function expectDead(bench: Bench, refreshToken: string, fields?: Parameters): Promise<void> {
  expectProblem(await refresh(bench, refreshToken, fields), 400, 'invalid_grant')
}

/** Tokens, a refresh token among them. */
export type LastingTokens = Tokens & { readonly refreshToken: string }

/** Holds an answer to being RFC 6749 §5.1, with a refresh token. */
export function expectLasting(reply: Reply): LastingTokens {
  const tokens = expectTokens(reply)
  const { refreshToken } = tokens
  expectThat(refreshToken !== undefined, 'a refresh_token', reply)
  return { ...tokens, refreshToken }
}

/** Revokes a token as the fixture client, or as whoever the fields say. */
export function revoke(bench: Bench, token: string, fields?: Parameters, headers?: Headers): Promise<Reply> {
  return bench.form(paths.revoke, { token, client_id: bench.fixtures.client.clientId, ...fields }, headers)
}

/** Holds an answer to being RFC 7009 §2.2, in the form that suits clients that parse it. */
export function expectRevoked(reply: Reply): void {
  const body = expectJson(reply, 200)
  expectKept(reply)
  expectThat(Object.keys(body).length === 0, 'an empty object', reply)
}

/** Asks about a token as the client that may ask about all of them, or as another one. */
export function introspect(
  bench: Bench,
  token: string,
  caller: ConfidentialClientFixture = bench.fixture('introspectingClient'),
): Promise<Reply> {
  return bench.form(paths.introspect, { token }, byBasic(caller))
}

/** Holds an answer to saying that a token is good. */
export function expectActive(reply: Reply): JsonBody {
  const body = expectJson(reply, 200)
  expectKept(reply)
  expectThat(body['active'] === true, 'a token that is active', reply)
  return body
}

/** Holds an answer to saying that a token is not good, and nothing beside that. */
export function expectInactive(reply: Reply): void {
  const body = expectJson(reply, 200)
  expectKept(reply)
  expectThat(body['active'] === false && Object.keys(body).length === 1, '{"active":false} and no more', reply)
}
