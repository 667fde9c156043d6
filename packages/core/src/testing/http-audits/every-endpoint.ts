import { type Bench, type Content, deviceGrant, type Headers, paths } from './bench.js'
import { encodeForm } from './encode.js'
import { expectProblem } from './expectations.js'

/** A path and the parameters of a request to it that would be right as it is. */
type Request = readonly [path: string, fields: Readonly<Record<string, string>>]

/** A right request to each of the protocol's endpoints. */
export function rightRequests({ fixtures }: Bench): readonly Request[] {
  const { clientId, scopes, resources } = fixtures.client
  const { username, password } = fixtures.accounts[0]
  return [
    [paths.start, { client_id: clientId, scope: scopes[0], resource: resources[0] }],
    [paths.token, { client_id: clientId, grant_type: deviceGrant, device_code: 'x'.repeat(43) }],
    [paths.login, { username, password, scope: fixtures.loginScope }],
  ]
}

/** Spoils the body of each right request in this way, and holds the server to an `invalid_request`. */
export async function expectEachRefused(
  bench: Bench,
  spoil: (body: string) => Content,
  status: number | readonly number[],
  headers: Headers = [],
): Promise<void> {
  for (const [path, fields] of rightRequests(bench)) {
    expectProblem(await bench.post(path, spoil(encodeForm(fields)), headers), status, 'invalid_request')
  }
}
