import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Operation } from '../protocol/command.js'
import { isProblem } from '../protocol/problem.js'
import { dreadnode } from './dialects/dreadnode/dreadnode.js'
import { rfc8628 } from './dialects/rfc8628/rfc8628.js'
import { decodeForm } from './form.js'
import { decodeJson } from './json.js'
import type { Parameters } from './parameters.js'
import { readCommand } from './read-command.js'

// RFC 8628 §3.1 and §3.4, RFC 6749 §4.3.2, §5.2 and §6, RFC 7009 §2.1, RFC 7662 §2.1.

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'

function endpointAt(path: string) {
  const endpoint = rfc8628.endpoints.find((each) => each.path === path)
  if (endpoint === undefined) throw new Error(`no endpoint ${path}`)
  return endpoint
}

const command = (path: string, parameters: Parameters, authorization?: string) =>
  readCommand(endpointAt(path), parameters, { authorization })

/** The problem in one line. */
function refusal(path: string, parameters: Parameters): string {
  const outcome = command(path, parameters)
  return isProblem(outcome) ? `${outcome.code}: ${outcome.description}` : 'a command'
}

/** Decodes a form as strictly as a received one. */
function form(path: string, text: string) {
  const parameters = decodeForm(text, 'resource')
  return isProblem(parameters) ? parameters : command(path, parameters)
}

const tv = { method: 'none', clientId: 'tv' }

describe('a request for codes', () => {
  it.each([
    ['only the client', 'client_id=tv', { scope: undefined, resources: [] }],
    ['a scope', 'client_id=tv&scope=read+write', { scope: ['read', 'write'], resources: [] }],
    ['an empty scope as no scope', 'client_id=tv&scope=', { scope: undefined, resources: [] }],
    ['one resource', 'client_id=tv&resource=urn:a', { scope: undefined, resources: ['urn:a'] }],
    [
      'two resources',
      'client_id=tv&resource=urn:a&resource=urn:b',
      { scope: undefined, resources: ['urn:a', 'urn:b'] },
    ],
    ['an empty secret as no secret', 'client_id=tv&client_secret=', { scope: undefined, resources: [] }],
    [
      'unknown parameters',
      'client_id=tv&hello=world&response_type=device_code&audience=x',
      { scope: undefined, resources: [] },
    ],
    ['brackets as unknown parameters', 'client_id=tv&scope[]=read', { scope: undefined, resources: [] }],
    ['a grant type as an unknown parameter', 'client_id=tv&grant_type=nonsense', { scope: undefined, resources: [] }],
  ])('reads %s', (_, text, asked) => {
    expect(form('/device_authorization', text)).toEqual({ operation: 'startAuthorization', client: tv, ...asked })
  })

  it('reads the client from the header, with an empty client_id beside it', () => {
    const header = `Basic ${Buffer.from('agent:secret').toString('base64')}`
    expect(command('/device_authorization', { client_id: '' }, header)).toMatchObject({
      client: { method: 'client_secret_basic', clientId: 'agent' },
    })
  })
})

describe('the label of a device', () => {
  const labelled = (label: unknown) => command('/device_authorization', { client_id: 'tv', device_label: label })

  it.each([
    ['unchanged', 'Grandma’s TV \u{1F4FA}', 'Grandma’s TV \u{1F4FA}'],
    ['without control and direction characters', '\u202EVT\u0000 \u2066x\u2069\r\n', 'VT x'],
    ['up to 80 characters', 'x'.repeat(80), 'x'.repeat(80)],
    ['cut after 80 characters', `${'x'.repeat(80)}y`, 'x'.repeat(80)],
  ])('is read %s', (_, label, expected) => {
    expect(labelled(label)).toMatchObject({ label: expected })
  })

  it.each([
    ['nothing', ''],
    ['white space', ' \t '],
    ['control characters', '\u202E\u0000'],
    ['control characters up to the longest label', `${'\u0000'.repeat(80)}TV`],
  ])('is left out if it is only %s', (_, label) => {
    expect(labelled(label)).toHaveProperty('operation', 'startAuthorization')
    expect(JSON.parse(JSON.stringify(labelled(label)))).not.toHaveProperty('label')
  })

  it.each([[7], [['TV']], [{ toString: 'TV' }], [true]])('is malformed if it is not text: %j', (label) => {
    expect(labelled(label)).toMatchObject({
      code: 'invalidRequest',
      description: 'The parameter device_label is malformed.',
    })
  })
})

describe('a client assertion', () => {
  const payload = Buffer.from('{"sub":"agent"}').toString('base64url')
  const assertion = `e30.${payload}.c2ln`
  const proof = {
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion,
  }
  const client = { method: 'private_key_jwt', clientId: 'agent', assertion }

  it.each([
    ['/device_authorization', {}],
    ['/token', { grant_type: deviceGrant, device_code: 'x' }],
    ['/token', { grant_type: 'refresh_token', refresh_token: 'x' }],
    ['/token', { grant_type: 'password', username: 'alice', password: 'x' }],
    ['/revoke', { token: 'x' }],
    ['/introspect', { token: 'x' }],
  ])('is read at %s %j, and empty parameters count as omitted', (path, parameters) => {
    expect(command(path, { ...proof, ...parameters })).toMatchObject({ client })
    expect(command(path, { ...proof, ...parameters, client_id: '', client_secret: '' })).toMatchObject({ client })
  })

  it('that is empty counts as none', () => {
    expect(command('/device_authorization', { ...proof, client_assertion: '', client_id: 'tv' })).toMatchObject({
      client: tv,
    })
  })

  it('is ignored at a login, which is for first-party programs only', () => {
    const asked = { username: 'alice', password: 'x' }
    expect(command('/login', { ...proof, ...asked })).toEqual({ operation: 'logIn', ...asked, scope: undefined })
  })
})

describe('a refresh', () => {
  it.each([
    ['only the token', '', { scope: undefined, resources: [] }],
    ['less scope', '&scope=read', { scope: ['read'], resources: [] }],
    ['an empty scope as no scope', '&scope=', { scope: undefined, resources: [] }],
    ['fewer resources', '&resource=urn:a&resource=urn:b', { scope: undefined, resources: ['urn:a', 'urn:b'] }],
  ])('reads %s', (_, more, asked) => {
    expect(form('/token', `grant_type=refresh_token&client_id=tv&refresh_token=dgr_x.y${more}`)).toEqual({
      operation: 'exchangeRefreshToken',
      client: tv,
      refreshToken: 'dgr_x.y',
      ...asked,
    })
  })
})

describe('a password grant', () => {
  it('reads the username and the password unchanged, and the client', () => {
    const text = 'grant_type=password&client_id=tv&username=+alice+&password=+p%2Bw+&scope=read&sub=root&is_admin=true'
    expect(form('/token', text)).toEqual({
      operation: 'exchangePassword',
      client: tv,
      username: ' alice ',
      password: ' p+w ',
      scope: ['read'],
    })
  })
})

describe.each([
  ['a revocation', '/revoke', 'revokeToken'],
  ['an introspection', '/introspect', 'introspectToken'],
])('%s', (_, path, operation) => {
  it('reads the token without a token_type_hint', () => {
    for (const hint of ['', '&token_type_hint=access_token', '&token_type_hint=nonsense', '&token_type_hint=']) {
      expect(form(path, `client_id=tv&token=x${hint}`)).toEqual({ operation, client: tv, token: 'x' })
    }
  })
})

describe('a poll', () => {
  it('reads the code and the resources', () => {
    expect(form('/token', `grant_type=${deviceGrant}&client_id=tv&device_code=abc&resource=urn:a`)).toEqual({
      operation: 'exchangeDeviceCode',
      client: tv,
      deviceCode: 'abc',
      resources: ['urn:a'],
    })
  })

  it('ignores a scope, because the person has approved the scope', () => {
    expect(form('/token', `grant_type=${deviceGrant}&client_id=tv&device_code=abc&scope=admin`)).not.toHaveProperty(
      'scope',
    )
  })
})

describe('a login', () => {
  it('reads the username and the password unchanged, and no client', () => {
    const text = 'username=+alice+&password=+p%2Bw+&scope=read&client_id=x&sub=root&is_admin=true&roles=admin&user_id=1'
    expect(form('/login', text)).toEqual({
      operation: 'logIn',
      username: ' alice ',
      password: ' p+w ',
      scope: ['read'],
    })
  })
})

describe('a problem names the missing or malformed parameter', () => {
  it.each([
    ['/device_authorization', {}, 'invalidRequest: The parameter client_id is missing.'],
    ['/device_authorization', { client_id: '' }, 'invalidRequest: The parameter client_id is missing.'],
    ['/device_authorization', { client_id: ['a'] }, 'invalidRequest: The parameter client_id is malformed.'],
    ['/device_authorization', { client_id: 'tv', scope: 7 }, 'invalidRequest: The parameter scope is malformed.'],
    ['/device_authorization', { client_id: 'tv', scope: 7 }, 'invalidRequest: The parameter scope is malformed.'],
    ['/device_authorization', { client_id: 'tv', scope: 'a"b' }, 'invalidScope: The parameter scope is malformed.'],
    [
      '/device_authorization',
      { client_id: 'tv', resource: 'relative' },
      'invalidTarget: The parameter resource is malformed.',
    ],
    [
      '/device_authorization',
      { client_id: 'tv', resource: { x: 1 } },
      'invalidRequest: The parameter resource is malformed.',
    ],
    ['/token', {}, 'invalidRequest: The parameter grant_type is missing.'],
    ['/token', { grant_type: '' }, 'invalidRequest: The parameter grant_type is missing.'],
    ['/token', { grant_type: ['a'] }, 'invalidRequest: The parameter grant_type is malformed.'],
    ['/token', { grant_type: 'client_credentials' }, 'unsupportedGrantType: This grant type is not supported.'],
    ['/token', { grant_type: 'authorization_code' }, 'unsupportedGrantType: This grant type is not supported.'],
    ['/token', { grant_type: 'REFRESH_TOKEN' }, 'unsupportedGrantType: This grant type is not supported.'],
    ['/token', { grant_type: 'refresh_token' }, 'invalidRequest: The parameter client_id is missing.'],
    [
      '/token',
      { grant_type: 'refresh_token', client_id: 'tv' },
      'invalidRequest: The parameter refresh_token is missing.',
    ],
    [
      '/token',
      { grant_type: 'refresh_token', client_id: 'tv', refresh_token: ['a'] },
      'invalidRequest: The parameter refresh_token is malformed.',
    ],
    [
      '/token',
      { grant_type: 'refresh_token', client_id: 'tv', refresh_token: 'x', scope: 'a"b' },
      'invalidScope: The parameter scope is malformed.',
    ],
    [
      '/token',
      { grant_type: 'refresh_token', client_id: 'tv', refresh_token: 'x', resource: 'relative' },
      'invalidTarget: The parameter resource is malformed.',
    ],
    ['/token', { grant_type: 'password' }, 'invalidRequest: The parameter client_id is missing.'],
    ['/token', { grant_type: 'password', client_id: 'tv' }, 'invalidRequest: The parameter username is missing.'],
    [
      '/token',
      { grant_type: 'password', client_id: 'tv', username: 'alice', password: '' },
      'invalidRequest: The parameter password is missing.',
    ],
    [
      '/token',
      { grant_type: 'password', client_id: 'tv', username: 'alice', password: { $ne: '' } },
      'invalidRequest: The parameter password is malformed.',
    ],
    ['/revoke', { token: 'x' }, 'invalidRequest: The parameter client_id is missing.'],
    ['/revoke', { client_id: 'tv' }, 'invalidRequest: The parameter token is missing.'],
    ['/revoke', { client_id: 'tv', token: '' }, 'invalidRequest: The parameter token is missing.'],
    ['/revoke', { client_id: 'tv', token: 7 }, 'invalidRequest: The parameter token is malformed.'],
    ['/introspect', { token: 'x' }, 'invalidClient: Client authentication failed.'],
    [
      '/introspect',
      { token: 'x', client_assertion: 'y' },
      'invalidRequest: The parameter client_assertion_type is missing.',
    ],
    ['/introspect', { client_id: 'tv' }, 'invalidRequest: The parameter token is missing.'],
    ['/introspect', { client_id: 'tv', token: ['x'] }, 'invalidRequest: The parameter token is malformed.'],
    ['/token', { grant_type: '__proto__' }, 'unsupportedGrantType: This grant type is not supported.'],
    ['/token', { grant_type: 'toString' }, 'unsupportedGrantType: This grant type is not supported.'],
    ['/token', { grant_type: `${deviceGrant} ` }, 'unsupportedGrantType: This grant type is not supported.'],
    ['/token', { grant_type: deviceGrant, client_id: 'tv' }, 'invalidRequest: The parameter device_code is missing.'],
    ['/token', { grant_type: deviceGrant, device_code: 'x' }, 'invalidRequest: The parameter client_id is missing.'],
    [
      '/token',
      { grant_type: deviceGrant, client_id: 'tv', device_code: { $ne: '' } },
      'invalidRequest: The parameter device_code is malformed.',
    ],
    ['/login', {}, 'invalidRequest: The parameter username is missing.'],
    ['/login', { username: 'alice' }, 'invalidRequest: The parameter password is missing.'],
    ['/login', { username: 'alice', password: '' }, 'invalidRequest: The parameter password is missing.'],
    ['/login', { username: ['a'], password: 'x' }, 'invalidRequest: The parameter username is malformed.'],
    ['/login', { username: 'alice', password: { $ne: '' } }, 'invalidRequest: The parameter password is malformed.'],
    ['/login', { username: 'alice', password: 7 }, 'invalidRequest: The parameter password is malformed.'],
    ['/login', { username: 'alice', password: true }, 'invalidRequest: The parameter password is malformed.'],
    ['/login', { username: null, password: 'x' }, 'invalidRequest: The parameter username is missing.'],
    ['/login', { username: 'alice', password: 'x', scope: 'a\\b' }, 'invalidScope: The parameter scope is malformed.'],
  ])('%s %j: %s', (path, parameters, expected) => {
    expect(refusal(path, parameters)).toBe(expected)
  })
})

describe('any request', () => {
  const paths = rfc8628.endpoints.map(({ path }) => path)
  const grantTypes = [deviceGrant, 'refresh_token', 'password']
  const operationsAt: Readonly<Record<string, readonly Operation[]>> = {
    '/device_authorization': ['startAuthorization'],
    '/token': ['exchangeDeviceCode', 'exchangeRefreshToken', 'exchangePassword'],
    '/revoke': ['revokeToken'],
    '/introspect': ['introspectToken'],
    '/register': ['registerClient'],
    '/login': ['logIn'],
  }
  const names = [
    'client_id',
    'client_secret',
    'grant_type',
    'device_code',
    'refresh_token',
    'token',
    'client_assertion',
    'client_assertion_type',
    'device_label',
    'scope',
    'resource',
    'username',
    'password',
    '__proto__',
  ]
  const sent = fc.array(
    fc.tuple(fc.constantFrom(...names), fc.oneof(fc.string(), fc.constantFrom(...grantTypes), fc.jsonValue())),
    {
      maxLength: 8,
    },
  )

  it('is read or refused, and a problem never repeats what was sent', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...paths),
        sent,
        fc.option(fc.string(), { nil: undefined }),
        (path, pairs, header) => {
          const marked = pairs.map(([name, value]) => [
            name,
            typeof value === 'string' && !grantTypes.includes(value) ? `~${value}` : value,
          ])
          const parameters = decodeJson(JSON.stringify(Object.fromEntries(marked)))
          const outcome = isProblem(parameters) ? parameters : command(path, parameters, header)
          if (isProblem(outcome)) expect(outcome.description).toMatch(/^[\w ,.-]+$/)
          else expect(operationsAt[path]).toContain(outcome.operation)
        },
      ),
      { seed: 1, numRuns: 2_000 },
    )
  })
})

// docs/decisions/0051: what an app keeps of its last login.
describe('the `known` of a login', () => {
  const login = { username: 'alice', password: 'correct horse' }
  const read = { operation: 'logIn', ...login, scope: undefined }

  it.each([
    ['a text', 'a~b', 'a~b'],
    ['an empty text, of an app that has none yet', '', ''],
    ['the longest text', 'x'.repeat(1_024), 'x'.repeat(1_024)],
  ])('is %s', (_, sent, known) => {
    expect(command('/login', { ...login, known: sent })).toEqual({ ...read, known })
    expect(form('/login', String(new URLSearchParams({ ...login, known: sent })))).toEqual({ ...read, known })
  })

  it.each([[{}], [{ known: null }]])('is absent in %j', (more) => {
    const asked = command('/login', { ...login, ...more })
    expect(asked).toEqual(read)
    expect(asked).not.toHaveProperty('known')
  })

  it.each([['x'.repeat(1_025)], [7], [['a']], [{}], [true]])('is refused if it is %j', (known) => {
    expect(refusal('/login', { ...login, known })).toBe('invalidRequest: The parameter known is malformed.')
  })

  it('does not make an empty password a value', () => {
    expect(refusal('/login', { ...login, password: '', known: '' })).toBe(
      'invalidRequest: The parameter password is missing.',
    )
  })

  it('is unknown to the password grant, and to the login of Dreadnode', () => {
    const sent = { ...login, grant_type: 'password', client_id: 'tv', known: 'a~b' }
    expect(command('/token', sent)).not.toHaveProperty('known')
    const endpoint = dreadnode.endpoints.find(({ path }) => path === '/api/v1/auth/login')
    expect(endpoint && readCommand(endpoint, sent, { authorization: undefined })).not.toHaveProperty('known')
  })
})
