import { describe, expect, it } from 'vitest'
import { ConfigurationError } from '../../../misuse/configuration-error.js'
import type { Dialect } from '../../dialect.js'
import { auth0 } from '../auth0/auth0.js'
import { dreadnode } from '../dreadnode/dreadnode.js'
import { rfc8628 } from '../rfc8628/rfc8628.js'
import { at, type Move } from './at.js'

const pathsOf = ({ endpoints }: Dialect) => endpoints.map(({ path }) => path)
describe('a moved dialect', () => {
  it('has the new paths, and everything else of the dialect', () => {
    const moved = at(rfc8628, { paths: { token: '/oauth/token', page: '/link' } })
    expect(pathsOf(moved)).toEqual([
      '/device_authorization',
      '/oauth/token',
      '/revoke',
      '/introspect',
      '/register',
      '/login',
    ])
    expect(moved.verification).toEqual({ path: '/link', codeIn: { query: 'user_code' } })
    expect({ ...moved, endpoints: rfc8628.endpoints, verification: rfc8628.verification }).toEqual(rfc8628)
    // The server makes constant responses once if the envelope is this very function.
    expect(moved.envelope).toBe(rfc8628.envelope)
  })

  it('has the name, the lifetime and the user codes that are given, and otherwise those of the dialect', () => {
    const userCode = { ...rfc8628.userCode, length: 12 }
    expect(at(rfc8628, { name: 'acme', paths: {}, lifetime: 60_000, userCode })).toMatchObject({
      name: 'acme',
      lifetime: 60_000,
      userCode,
    })
    expect(at(auth0, { paths: {} })).toEqual(auth0)
    expect(at(rfc8628, { paths: {} })).not.toHaveProperty('lifetime')
  })

  it('leaves an endpoint out where the path is false', () => {
    const moved = at(rfc8628, { paths: { login: false, introspection: false, revocation: '/oauth/revoke' } })
    expect(pathsOf(moved)).toEqual(['/device_authorization', '/token', '/oauth/revoke', '/register'])
  })

  it('serves several paths alike, and has the first one in its metadata', () => {
    const moved = at(rfc8628, { paths: { deviceAuthorization: ['/a', '/a/'] } })
    expect(pathsOf(moved).slice(0, 2)).toEqual(['/a', '/a/'])
    const [first, second] = moved.endpoints
    expect({ ...first, path: '' }).toEqual({ ...second, path: '', metadataName: 'device_authorization_endpoint' })
    expect(second).not.toHaveProperty('metadataName')
  })

  it('can be moved again', () => {
    const first = at(rfc8628, { paths: { token: ['/a', '/b'] } })
    expect(at(first, { paths: { token: '/token' } })).toEqual(rfc8628)
  })

  it('may have an endpoint for each grant type', () => {
    const paths = { poll: '/a/poll', refresh: '/a/refresh', login: false, revocation: '/a/end' } as const
    const moved = at(dreadnode, { name: 'acme', paths: { deviceAuthorization: '/a/start', ...paths } })
    expect(pathsOf(moved)).toEqual(['/a/start', '/a/poll', '/a/refresh', '/a/end'])
  })

  it('may have named segments', () => {
    expect(pathsOf(at(rfc8628, { paths: { token: '/realms/{realm}/token' } }))).toContain('/realms/{realm}/token')
  })
})

const form = "a path such as '/oauth/token': it begins with a slash and has no query, no escapes and no dot segments"

describe('at refuses', () => {
  it.each<[string, Dialect, unknown, string]>([
    ['no options', rfc8628, undefined, 'at takes an object of options'],
    ['an unknown option', rfc8628, { paths: {}, path: '/x' }, 'path is not an option of at: did you mean paths?'],
    ['no paths', rfc8628, {}, 'paths must be an object of options'],
    [
      'an unknown endpoint',
      rfc8628,
      { paths: { tokens: '/x' } },
      'paths.tokens is not an option of at: did you mean paths.token?',
    ],
    [
      'an endpoint that the dialect does not have',
      auth0,
      { paths: { introspection: '/x' } },
      'paths.introspection must be left out: the dialect auth0 has only deviceAuthorization, token, revocation, page',
    ],
    [
      'to leave out the token endpoint',
      rfc8628,
      { paths: { token: false } },
      'paths.token must be a path: no device can sign in without it',
    ],
    ['an empty list', rfc8628, { paths: { token: [] } }, `paths.token must be ${form}, or a list of such paths`],
    [
      'a page without a path',
      rfc8628,
      { paths: { page: false } },
      `paths.page must be ${form}, without a slash at the end`,
    ],
    [
      'a page with a slash at the end',
      rfc8628,
      { paths: { page: '/device/' } },
      `paths.page must be ${form}, without a slash at the end`,
    ],
    ['a path for two endpoints', auth0, { paths: { token: '/x', page: '/x' } }, 'paths must not name /x twice'],
    ['a path twice', auth0, { paths: { token: ['/x', '/x'] } }, 'paths must not name /x twice'],
    ['an empty name', auth0, { name: '', paths: {} }, 'name must be a string that is not empty'],
    ['a lifetime in seconds', auth0, { lifetime: 300, paths: {} }, 'lifetime must be a number of milliseconds'],
  ])('%s', (_, dialect, move, message) => {
    const call = () => Reflect.apply(at, undefined, [dialect, move])
    expect(call).toThrow(ConfigurationError)
    expect(call).toThrow(message)
  })

  it.each([
    'token',
    '/',
    '//token',
    '/a//b',
    '/token?x=1',
    '/token#x',
    '/a b',
    '/%61',
    '/a/../b',
    '/.',
    'https://a.example/x',
  ])('the path %j', (token) => {
    expect(() => at(rfc8628, { paths: { token } })).toThrow(`paths.token must be ${form}`)
  })

  it('what is no dialect', () => {
    const move: Move = { paths: {} }
    for (const given of ['rfc8628', undefined, {}]) {
      expect(() => Reflect.apply(at, undefined, [given, move])).toThrow('at takes a dialect such as rfc8628')
    }
  })
})
