import { type Bench, type Content, deviceGrant, type Headers, paths } from '../bench/bench.js'
import { encodeForm } from '../bench/encode.js'
import { expectProblem } from '../bench/expectations.js'
import { byBasic } from '../bench/grants.js'

/** A path, the parameters of a valid request to it, and its headers. */
type Request = readonly [path: string, fields: Readonly<Record<string, string>>, headers: Headers]

/** The protocol's endpoints that this server has. */
export function protocolPaths({ fixtures }: Bench): readonly string[] {
  return [
    paths.start,
    paths.token,
    paths.login,
    ...(fixtures.refresh === undefined ? [] : [paths.revoke]),
    ...(fixtures.introspectingClient === undefined ? [] : [paths.introspect]),
  ]
}

/** The JSON paths of the verification interface that this server has. */
export function verificationPaths({ fixtures }: Bench): readonly string[] {
  const linked = fixtures.refresh === undefined ? [] : [paths.linkedList, paths.linkedEnd]
  return [paths.lookup, paths.decision, ...linked]
}

/** A valid request to each of the protocol's endpoints. */
export function rightRequests({ fixtures }: Bench): readonly Request[] {
  const { refresh, introspectingClient: caller } = fixtures
  const { clientId, scopes, resources } = fixtures.client
  const { username, password } = fixtures.accounts[0]
  const token = 'x'.repeat(43)
  const refreshing: readonly Request[] = [
    [paths.token, { client_id: clientId, grant_type: 'refresh_token', refresh_token: token, scope: scopes[0] }, []],
    [paths.revoke, { client_id: clientId, token, token_type_hint: 'refresh_token' }, []],
  ]
  return [
    [paths.start, { client_id: clientId, scope: scopes[0], resource: resources[0] }, []],
    [paths.token, { client_id: clientId, grant_type: deviceGrant, device_code: token }, []],
    [paths.login, { username, password, scope: fixtures.loginScope }, []],
    ...(refresh === undefined ? [] : refreshing),
    ...(caller === undefined ? [] : [[paths.introspect, { token }, byBasic(caller)] as const]),
  ]
}

/** Changes the body of each valid request in this way, and expects an `invalid_request`. */
export async function expectEachRefused(
  bench: Bench,
  spoil: (body: string) => Content,
  status: number | readonly number[],
  headers: Headers = [],
): Promise<void> {
  for (const [path, fields, own] of rightRequests(bench)) {
    const reply = await bench.post(path, spoil(encodeForm(fields)), [...own, ...headers])
    expectProblem(reply, status, 'invalid_request')
  }
}
