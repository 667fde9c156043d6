import { createMemoryStores } from '@devicegrant/store-memory'
import { createFakeHost, createManualClock } from '@devicegrant/testing'
import { decodeJwt } from 'jose'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { formRequest, mountableOf, responseOf } from '../../test-support/http.js'
import { createArgon2Hasher } from '../defaults/argon2.js'
import { createJwtIssuer } from '../defaults/jwt/issuer.js'
import { generateSigningKey } from '../defaults/jwt/keys.js'
import { bcryptVerifier } from '../defaults/old-hashes/bcrypt.js'
import { createSystemRuntime } from '../defaults/system.js'
import { createBearerCheck } from '../http/bearer/create-bearer-check.js'
import { fetchHandler } from '../http/entries/fetch.js'
import type { HttpRequest } from '../ports/http-request.js'
import { oracleWith } from '../wire/dialects/oracle/oracle.js'
import { ConfigurationError } from './check-options.js'
import { createDeviceGrant } from './create-device-grant.js'
import type { DeviceGrantOptions } from './options.js'

// Wrong options throw, and insecure ones warn, at the start: before the first client has a problem.

const issuer = 'https://example.com'
const host = createFakeHost({ issuer })
const memory = createMemoryStores()
const { authorizations, families, jtis, limits } = memory
const lasting = {
  authorizations: { ...authorizations, volatile: false },
  jtis: { ...jtis, volatile: false },
  limits: { ...limits, volatile: false },
}
const good: DeviceGrantOptions = { ...host.options, stores: lasting }

function start(changes: Partial<DeviceGrantOptions> = {}) {
  const warnings: string[] = []
  const onWarning = (warning: string) => void warnings.push(warning)
  return { warnings, grant: createDeviceGrant({ ...good, onWarning, ...changes }) }
}

afterEach(() => vi.unstubAllEnvs())

describe('createDeviceGrant', () => {
  it.each([[undefined], [null], ['https://example.com'], [[]], [7], [() => {}]])(
    'with %j throws a ConfigurationError that says what it takes',
    (options) => {
      const create = () => Reflect.apply(createDeviceGrant, undefined, [options])
      expect(create).toThrow(ConfigurationError)
      expect(create).toThrow('createDeviceGrant takes an object of options')
    },
  )

  it.each(Object.keys(good))('throws only a ConfigurationError, for any value of %s', (name) => {
    for (const value of [
      null,
      undefined,
      0,
      1,
      '',
      'text',
      true,
      [],
      [null],
      ['text'],
      {},
      () => {},
      Symbol('x'),
      1n,
    ]) {
      try {
        createDeviceGrant(Object.assign({}, good, { [name]: value }))
      } catch (error) {
        expect(error, `${name}: ${String(value)}`).toBeInstanceOf(ConfigurationError)
      }
    }
  })

  it('refuses a token issuer with another issuer identifier, and names both', async () => {
    const tokens = createJwtIssuer({ issuer: `${issuer}/`, keys: [await generateSigningKey()] })
    expect(() => start({ tokens })).toThrow(
      'tokens has the issuer "https://example.com/", but the option issuer is "https://example.com": leave the issuer out of createJwtIssuer, or use the same text for both',
    )
    const own = createJwtIssuer({ issuer, keys: [await generateSigningKey()] })
    expect(start({ tokens: own, stores: memory }).warnings).toEqual([])
  })

  it('gives its issuer and its clock to a token issuer without one', async () => {
    const keys = [await generateSigningKey()]
    const clock = createManualClock(1_700_000_000_000)
    const { grant } = start({ tokens: createJwtIssuer({ keys }), stores: { ...lasting, clock } })
    const login = formRequest('/login', 'username=alice&password=correct+horse+battery+staple')
    const { access_token: token } = JSON.parse((await responseOf(grant.handler, login)).body)
    expect(decodeJwt(token)).toMatchObject({ iss: issuer, aud: issuer, iat: 1_700_000_000 })
    expect(await createJwtIssuer({ issuer, keys, clock }).verify(token)).toMatchObject({ clientId: 'first-party' })
  })

  it('refuses a token issuer that is made with another issuer, or is none', () => {
    const { tokens } = host.options
    expect(() => start({ tokens: { forIssuer: () => ({ ...tokens, issuer: 'https://other.example' }) } })).toThrow(
      'tokens has the issuer "https://other.example", but the option issuer is "https://example.com"',
    )
    expect(() => start({ tokens: { forIssuer: () => JSON.parse('{}') } })).toThrow(
      'tokens must have the function issue',
    )
    expect(() => start({ tokens: { forIssuer: () => JSON.parse('null') } })).toThrow(ConfigurationError)
    expect(start({ tokens: { forIssuer: () => tokens } }).warnings).toEqual([])
  })
})

describe('a warning', () => {
  it('says that tokens has no verify, if there is a family store', () => {
    const { verify: _verify, ...tokens } = host.options.tokens
    expect(start({ tokens, stores: memory }).warnings).toEqual([
      expect.stringMatching(/^stores\.families is set, but tokens has no function verify: .*Add verify to tokens/),
    ])
    expect(start({ tokens }).warnings).toEqual([])
    expect(start({ stores: memory }).warnings).toEqual([])
  })

  it('names in production the stores that keep their records in memory', () => {
    expect(start({ stores: memory }).warnings).toEqual([])
    vi.stubEnv('NODE_ENV', 'production')
    expect(start({ stores: memory }).warnings).toEqual([
      expect.stringMatching(
        /^NODE_ENV is production, but stores\.authorizations, stores\.families, stores\.limits and stores\.jtis keep .*openRedisStores/,
      ),
    ])
    const { clientAssertions: _, ...withoutAssertions } = {
      ...good,
      stores: { authorizations, jtis, limits: lasting.limits },
    }
    const warnings: string[] = []
    createDeviceGrant({ ...withoutAssertions, onWarning: (warning) => void warnings.push(warning) })
    expect(warnings).toEqual([expect.stringContaining('but stores.authorizations keeps')])
    expect(start({ stores: { ...lasting, families } }).warnings).toEqual([
      expect.stringContaining('but stores.families keeps'),
    ])
    expect(start().warnings).toEqual([])
  })

  it('says that the signing key was generated at this start, if the records may outlive the process', async () => {
    const made = await generateSigningKey()
    const kept = JSON.parse(JSON.stringify(made))
    vi.stubEnv('NODE_ENV', 'production')
    expect(start({ tokens: createJwtIssuer({ issuer, keys: [made] }) }).warnings).toEqual([
      expect.stringMatching(/^the key that signs tokens was generated .*devicegrant keygen/),
    ])
    expect(start({ tokens: createJwtIssuer({ issuer, keys: [kept] }) }).warnings).toEqual([])
    vi.stubEnv('NODE_ENV', 'test')
    const tokens = createJwtIssuer({ issuer, keys: [made] })
    expect(start({ tokens }).warnings).toHaveLength(1)
    expect(start({ tokens, stores: memory }).warnings).toEqual([])
  })
})

describe('an accepted warning', () => {
  it('is not reported, neither at the start nor at a request, and the others are', async () => {
    const { warnings } = start({ limits: false, acceptWarnings: ['limits-off'] })
    expect(warnings).toEqual([])
    expect(start({ limits: false, acceptWarnings: ['stores-in-memory'] }).warnings).toHaveLength(1)
    const atRequest = start({ acceptWarnings: ['proxy-not-trusted'] })
    await responseOf(atRequest.grant.handler, {
      ...formRequest('/device_authorization', 'client_id=fake-cli', { 'x-forwarded-for': '203.0.113.9' }),
      remote: '10.0.0.7',
    })
    expect(atRequest.warnings).toEqual([])
  })
})

describe('a private peer that sends no forwarded header', () => {
  const ask = async (changes: Partial<DeviceGrantOptions>) => {
    const { warnings, grant } = start(changes)
    const request = { ...formRequest('/device_authorization', 'client_id=fake-cli'), remote: '10.0.0.7' }
    for (let count = 0; count < 2; count++) await responseOf(grant.handler, request)
    return warnings
  }

  it('leads to one warning in production, if the issuer is https', async () => {
    expect(await ask({})).toEqual([])
    vi.stubEnv('NODE_ENV', 'production')
    expect(await ask({})).toEqual([expect.stringMatching(/^every caller looks like 10\.0\.0\.7: the issuer is https/)])
    expect(await ask({ trustedProxies: ['10.0.0.7'] })).toEqual([])
    expect(await ask({ issuer: 'http://localhost:3000' })).toEqual([])
  })
})

describe('X-Forwarded-For from a peer that is not a trusted proxy', () => {
  const asked = (changes: Partial<HttpRequest> = {}, forwarded = '203.0.113.9') => ({
    ...formRequest('/device_authorization', 'client_id=fake-cli', { 'x-forwarded-for': forwarded }),
    ...changes,
  })

  it('leads to one warning, which names the peer and says what to do', async () => {
    const { warnings, grant } = start()
    expect(warnings).toEqual([])
    for (const remote of ['10.0.0.7', '10.0.0.8', '10.0.0.7']) await responseOf(grant.handler, asked({ remote }))
    expect(warnings).toEqual([
      expect.stringMatching(/^every caller looks like 10\.0\.0\.7: .* set trustedProxies: \['10\.0\.0\.7'\]/),
    ])
    expect(JSON.stringify(warnings)).not.toContain('203.0.113.9')
  })

  it('leads to a warning if the door passes no address', async () => {
    const { warnings, grant } = start({ trustedProxies: ['10.0.0.7'] })
    const { remote: _remote, ...anonymous } = asked()
    await responseOf(grant.handler, anonymous)
    expect(warnings).toEqual([expect.stringMatching(/^a request came with X-Forwarded-For, and the door .*remote/)])
  })

  it('leads to no warning if the peer is trusted or the header is missing', async () => {
    const { warnings, grant } = start({ trustedProxies: ['10.0.0.7'] })
    await responseOf(grant.handler, asked({ remote: '::ffff:10.0.0.7' }))
    await responseOf(grant.handler, formRequest('/device_authorization', 'client_id=fake-cli'))
    expect(warnings).toEqual([])
  })

  it('leads to no warning if requests that need no requester have it', async () => {
    const { warnings, grant } = start()
    const fields = 'client_id=fake-cli'
    const started = await responseOf(grant.handler, formRequest('/device_authorization', fields))
    const { device_code: code }: { device_code: string } = JSON.parse(started.body)
    const poll = `grant_type=urn:ietf:params:oauth:grant-type:device_code&device_code=${code}&${fields}`
    const headers = { 'x-forwarded-for': '203.0.113.9' }
    const pending = await responseOf(grant.handler, formRequest('/token', poll, headers))
    expect(JSON.parse(pending.body)).toMatchObject({ error: 'authorization_pending' })
    expect(warnings).toEqual([])
  })

  it('reports that onWarning rejects, at the start too', async () => {
    const faults: unknown[] = []
    const failing = () => Promise.reject(new Error('the log is full'))
    start({ limits: false, onWarning: failing, onFault: (fault) => void faults.push(fault) })
    await vi.waitFor(() => expect(faults).toEqual([new Error('the log is full')]))
  })

  it('does not fail the request if onWarning throws', async () => {
    const faults: unknown[] = []
    const failing = () => {
      throw new Error('the log is full')
    }
    const { grant } = start({ onWarning: failing, onFault: (fault) => void faults.push(fault) })
    expect(await responseOf(grant.handler, asked())).toMatchObject({ status: 200 })
    expect(faults).toEqual([new Error('the log is full')])
  })
})

describe('an unknown option name', () => {
  const keys = [{}]
  it.each<[string, () => unknown, string]>([
    [
      'createSystemRuntime',
      () => createSystemRuntime(Object.assign({ secret: 'x'.repeat(32) }, { secrets: 1 })),
      'secrets',
    ],
    ['createJwtIssuer', () => createJwtIssuer(Object.assign({ issuer, keys }, { audiences: 1 })), 'audiences'],
    ['createArgon2Hasher', () => createArgon2Hasher(Object.assign({ timeCost: 2 }, { memory: 1 })), 'memory'],
    [
      'fetchHandler',
      () =>
        fetchHandler(
          mountableOf(async () => undefined),
          Object.assign({ prefix: '' }, { prefx: '/a' }),
        ),
      'prefx',
    ],
    [
      'createBearerCheck',
      () => createBearerCheck(host.options.tokens, Object.assign({ audience: [issuer] }, { scopes: ['admin'] })),
      'scopes',
    ],
    [
      'bcryptVerifier',
      () => bcryptVerifier(Object.assign({ compare: async () => true }, { highestcosts: 1 })),
      'highestcosts',
    ],
    ['oracleWith', () => oracleWith(Object.assign({ ecid: () => '' }, { ecids: 1 })), 'ecids'],
    ['openApi', () => start().grant.openApi(Object.assign({ version: '1' }, { titel: 'x' })), 'titel'],
  ])('of %s is refused', (owner, create, name) => {
    expect(create).toThrow(ConfigurationError)
    expect(create).toThrow(`${name} is not an option of ${owner}: did you mean `)
  })
})
