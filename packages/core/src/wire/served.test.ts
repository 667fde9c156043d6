import { describe, expect, it } from 'vitest'
import type { Operation } from '../protocol/command.js'
import { isProblem } from '../protocol/problem.js'
import type { Dialect } from './dialect.js'
import { rfc8628 } from './dialects/rfc8628/rfc8628.js'
import { readCommand } from './read-command.js'
import { servedDialect } from './served.js'

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'

/** Each path, with its grant types if it has any. */
function table({ endpoints }: Dialect): readonly string[] {
  return endpoints.flatMap(({ path, reads }) =>
    'byGrantType' in reads ? Object.keys(reads.byGrantType).map((name) => `${path} ${name}`) : [path],
  )
}

const rows: readonly (readonly [Operation, string])[] = [
  ['startAuthorization', '/device_authorization'],
  ['exchangeDeviceCode', `/token ${deviceGrant}`],
  ['exchangeRefreshToken', '/token refresh_token'],
  ['exchangePassword', '/token password'],
  ['revokeToken', '/revoke'],
  ['introspectToken', '/introspect'],
  ['registerClient', '/register'],
  ['logIn', '/login'],
]
// `completeLogIn` is at the path of `logIn`.
const operations: readonly Operation[] = [...rows.map(([operation]) => operation), 'completeLogIn']

describe('servedDialect', () => {
  it('returns the whole dialect if all operations are served', () => {
    expect(servedDialect(rfc8628, operations)).toEqual(rfc8628)
    expect(table(rfc8628)).toEqual(rows.map(([, row]) => row))
  })

  it.each(rows)('serves %s at %s only', (operation, row) => {
    expect(table(servedDialect(rfc8628, [operation]))).toEqual([row])
  })

  it.each(rows)('without %s serves everything but %s, in the same order', (operation, row) => {
    const others = operations.filter((each) => each !== operation)
    expect(table(servedDialect(rfc8628, others))).toEqual(rows.map(([, each]) => each).filter((each) => each !== row))
  })

  it('serves a second factor beside the login only if both are served', () => {
    const loginOf = (...served: readonly Operation[]) =>
      servedDialect(rfc8628, served).endpoints.map(({ path, orWith }) => [path, orWith?.reads.operation])
    expect(loginOf('logIn', 'completeLogIn')).toEqual([['/login', 'completeLogIn']])
    expect(loginOf('logIn')).toEqual([['/login', undefined]])
    expect(loginOf('completeLogIn')).toEqual([])
  })

  it('serves no path if no operation is named, not even an empty token endpoint', () => {
    expect(servedDialect(rfc8628, []).endpoints).toEqual([])
  })

  it('does not depend on the order or the repetition of operations', () => {
    const shuffled = [...operations.toReversed(), ...operations]
    expect(servedDialect(rfc8628, shuffled)).toEqual(rfc8628)
  })

  it('changes only the endpoints', () => {
    expect({ ...servedDialect(rfc8628, []), endpoints: rfc8628.endpoints }).toEqual(rfc8628)
    const [token] = servedDialect(rfc8628, ['exchangeDeviceCode']).endpoints
    const { reads: _reads, ...facts } = rfc8628.endpoints.find(({ path }) => path === '/token') ?? {}
    expect(token).toMatchObject(facts)
  })

  it('does not change its input', () => {
    const before = table(rfc8628)
    servedDialect(rfc8628, ['logIn'])
    expect(table(rfc8628)).toEqual(before)
  })

  it('removes one operation of a path and keeps another', () => {
    const login = rfc8628.endpoints.filter(({ path }) => path === '/login')
    const doubled: Dialect = {
      ...rfc8628,
      endpoints: [...rfc8628.endpoints, ...login.map((each) => ({ ...each, path: '/v2' }))],
    }
    expect(table(servedDialect(doubled, ['logIn']))).toEqual(['/login', '/v2'])
  })
})

describe('a grant type that is not served', () => {
  const [endpoint] = servedDialect(rfc8628, ['exchangeDeviceCode']).endpoints

  it.each(['refresh_token', 'password', 'client_credentials', '__proto__', 'toString'])(
    'is unsupported: %s',
    (name) => {
      if (endpoint === undefined) throw new Error('there is no token endpoint')
      const sent = { grant_type: name, client_id: 'tv', refresh_token: 'x', username: 'alice', password: 'x' }
      const outcome = readCommand(endpoint, sent, { authorization: undefined })
      expect(isProblem(outcome) && outcome.code).toBe('unsupportedGrantType')
    },
  )

  it('does not change the other grant types', () => {
    if (endpoint === undefined) throw new Error('there is no token endpoint')
    const sent = { grant_type: deviceGrant, client_id: 'tv', device_code: 'x' }
    expect(readCommand(endpoint, sent, { authorization: undefined })).toMatchObject({ operation: 'exchangeDeviceCode' })
  })
})
