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
  /** The client's parameters. @defaultValue the fixture client */
  readonly credentials?: Parameters
  /** @defaultValue everything that `client` may have by the fixtures, and a refresh token */
  readonly scope?: string
  readonly resource?: string
  /** The person who approves. @defaultValue the first person of the fixtures */
  readonly person?: Person
  /** Headers of the poll that fetches the tokens. */
  readonly headers?: Headers
}

/** What a linked device holds. */
export interface Linked extends Tokens {
  readonly deviceCode: string
  readonly userCode: string
  readonly refreshToken: string
}

/** Two scope values of the fixture client, and the one that requests a refresh token. */
export function lastingScope(bench: Bench): string {
  const [first, second] = bench.fixtures.client.scopes
  return `${first} ${second} ${bench.fixture('refresh').scope}`
}

/** Links a device, and expects the server to give it a refresh token. */
export async function link(bench: Bench, linking: Linking = {}): Promise<Linked> {
  const { credentials = {}, scope = lastingScope(bench), resource, person = await signIn(bench), headers } = linking
  await bench.pass()
  const asked = { scope, ...credentials, ...(resource !== undefined && { resource }) }
  const { deviceCode, userCode } = await bench.start(asked)
  await person.approve(userCode)
  return { ...expectLasting(await bench.poll(deviceCode, credentials, headers)), deviceCode, userCode }
}

/** Credentials of a confidential client in the body. */
export function inBody({ clientId, secret }: ConfidentialClientFixture): Parameters {
  return { client_id: clientId, client_secret: secret }
}

/** Credentials of a confidential client in the header. */
export function byBasic({ clientId, secret }: ConfidentialClientFixture): Headers {
  return [['Authorization', basic(clientId, secret)]]
}

/** A valid refresh request of the fixture client, or of the client in the fields. */
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

/** Uses a valid refresh token, and expects the server to give the next one. */
export async function refreshed(bench: Bench, refreshToken: string, fields?: Parameters): Promise<LastingTokens> {
  return expectLasting(await refresh(bench, refreshToken, fields))
}

/** Expects a refresh token to be no longer valid. */
export async function expectDead(bench: Bench, refreshToken: string, fields?: Parameters): Promise<void> {
  expectProblem(await refresh(bench, refreshToken, fields), 400, 'invalid_grant')
}

/** A token response with a refresh token. */
export type LastingTokens = Tokens & { readonly refreshToken: string }

/** Expects the response of RFC 6749 §5.1, with a refresh token. */
export function expectLasting(reply: Reply): LastingTokens {
  const tokens = expectTokens(reply)
  const { refreshToken } = tokens
  expectThat(refreshToken !== undefined, 'a refresh_token', reply)
  return { ...tokens, refreshToken }
}

/** Revokes a token as the fixture client, or as the client in the fields. */
export function revoke(bench: Bench, token: string, fields?: Parameters, headers?: Headers): Promise<Reply> {
  return bench.form(paths.revoke, { token, client_id: bench.fixtures.client.clientId, ...fields }, headers)
}

/** Expects the response of RFC 7009 §2.2, as JSON for clients that parse it. */
export function expectRevoked(reply: Reply): void {
  const body = expectJson(reply, 200)
  expectKept(reply)
  expectThat(Object.keys(body).length === 0, 'an empty object', reply)
}

/** Introspects a token as the client that may introspect all of them, or as another one. */
export function introspect(
  bench: Bench,
  token: string,
  caller: ConfidentialClientFixture = bench.fixture('introspectingClient'),
): Promise<Reply> {
  return bench.form(paths.introspect, { token }, byBasic(caller))
}

/** Expects a response that says that a token is active. */
export function expectActive(reply: Reply): JsonBody {
  const body = expectJson(reply, 200)
  expectKept(reply)
  expectThat(body['active'] === true, 'a token that is active', reply)
  return body
}

/** Expects a response that says only that a token is not active. */
export function expectInactive(reply: Reply): void {
  const body = expectJson(reply, 200)
  expectKept(reply)
  expectThat(body['active'] === false && Object.keys(body).length === 1, '{"active":false} and nothing else', reply)
}
