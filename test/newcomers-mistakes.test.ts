import { ConfigurationError, createDeviceGrant, type DeviceGrantOptions, fetchHandler } from '@devicegrant/core'
import { createArgon2Hasher } from '@devicegrant/core/argon2'
import { createJwtIssuer, generateSigningKey } from '@devicegrant/core/jwt'
import { createMemoryStores } from '@devicegrant/store-memory'
import { openRedisStores } from '@devicegrant/store-redis'
import { beforeAll, describe, expect, it } from 'vitest'

// What a new user gets wrong first. The answer is one message that says what to write.

const issuer = 'https://login.example.com'
const cli = {
  clientId: 'mycli',
  name: 'My CLI',
  authMethods: ['none'],
  grantTypes: ['device_code', 'refresh_token'],
  scopes: ['read'],
  defaultScopes: ['read'],
}
let right: DeviceGrantOptions

beforeAll(async () => {
  right = {
    issuer,
    secret: '3f1c9a5d7e2b8046af13c5d9e7028b64',
    stores: createMemoryStores(),
    clients: [{ clientId: 'mycli', name: 'My CLI', scopes: ['read', 'offline_access'] }],
    accounts: { findAccount: () => null, findByUsername: () => null },
    tokens: createJwtIssuer({ keys: [await generateSigningKey()] }),
    passwordLogin: { hasher: createArgon2Hasher(), scopes: ['read'] },
  }
})

/** Options as JavaScript passes them, without a type check. */
type Unchecked = Readonly<Record<string, unknown>>

/** The error of the right options with these changes. A change to `undefined` takes the option away. */
function errorOf(changes: Unchecked): ConfigurationError {
  const options = Object.entries({ ...right, ...changes }).filter(
    ([name, value]) => value !== undefined || name === 'secret',
  )
  return errorOn(() => Reflect.apply(createDeviceGrant, undefined, [Object.fromEntries(options)]))
}

function errorOn(create: () => unknown): ConfigurationError {
  try {
    create()
  } catch (error) {
    if (error instanceof ConfigurationError) return error
    throw error
  }
  throw new Error('the options were accepted')
}

const messageOf = (...lines: readonly string[]) =>
  ['devicegrant is not configured correctly:', ...lines, 'docs/configuration-errors.md explains each code.'].join('\n')

const post = (path: string, form: Record<string, string>) =>
  new Request(issuer + path, { method: 'POST', body: new URLSearchParams(form) })

it('the right options are accepted without a warning', () => {
  const warnings: string[] = []
  createDeviceGrant({ ...right, onWarning: (warning) => void warnings.push(warning) })
  expect(warnings).toEqual([])
})

describe('at construction', () => {
  it('without options', () => {
    const error = errorOn(() => Reflect.apply(createDeviceGrant, undefined, []))
    expect(error.message).toBe(
      messageOf(
        '  - createDeviceGrant takes an object of options: it requires issuer, secret, stores, clients, accounts, tokens, and ' +
          'passwordLogin or hostSessions (options-missing)',
      ),
    )
  })

  it('with a variable of the environment that is not set as the secret', () => {
    const error = errorOf({ secret: process.env['DEVICEGRANT_SECRET_OF_NOTHING'] })
    expect(error.problems).toEqual([
      {
        code: 'secret-missing',
        option: 'secret',
        message:
          'secret is missing: is the variable of the environment set? It must be at least 32 random bytes or characters: ' +
          'make one with openssl rand -hex 32',
        docs: 'docs/configuration-errors.md#secret-missing',
      },
    ])
  })

  it.each<[Unchecked, readonly string[]]>([
    [
      { trustProxies: ['10.0.0.1'] },
      ['  - trustProxies is not an option of createDeviceGrant: did you mean trustedProxies? (unknown-option)'],
    ],
    [
      { policy: { lifeTime: 600_000 } },
      ['  - policy.lifeTime is not an option of createDeviceGrant: did you mean policy.lifetime? (unknown-option)'],
    ],
    [
      { passwordLogin: undefined, passwrdLogin: {} },
      [
        '  - passwrdLogin is not an option of createDeviceGrant: did you mean passwordLogin? (unknown-option)',
        '  - either passwordLogin or hostSessions is required: without them no person can sign in on the verification page ' +
          '(sign-in-missing)',
      ],
    ],
    [
      { families: createMemoryStores().families },
      ['  - families is not an option of createDeviceGrant: did you mean stores.families? (unknown-option)'],
    ],
    [
      { stores: undefined, store: createMemoryStores().authorizations },
      [
        '  - store is not an option of createDeviceGrant: did you mean stores? (unknown-option)',
        '  - stores is required: createMemoryStores(), await openRedisStores(…), or an object with your own stores (option-missing)',
      ],
    ],
    [
      { stores: Promise.resolve(createMemoryStores()) },
      ['  - stores is a promise of the stores: write stores: await openRedisStores(…) (stores-not-awaited)'],
    ],
    [
      { clients: [{ clientId: 'mycli', name: 'My CLI', scopes: ['read'], grants: ['device_code'] }] },
      [
        '  - clients["mycli"].grants is not an option of createDeviceGrant: did you mean clients["mycli"].grantTypes? ' +
          '(unknown-option)',
      ],
    ],
    [
      { stores: { ...createMemoryStores(), family: createMemoryStores().families } },
      ['  - stores.family is not an option of createDeviceGrant: did you mean stores.families? (unknown-option)'],
    ],
    [
      { accounts: { findAccount: () => null, findByUsername: () => null, findOrganisations: () => null } },
      [
        '  - accounts.findOrganisations is not an option of createDeviceGrant: did you mean accounts.findOrganizations? ' +
          '(unknown-option)',
      ],
    ],
    [
      { clients: [] },
      [
        "  - clients must have at least one client, such as { clientId: 'mycli', name: 'My CLI', scopes: ['read'] } " +
          '(clients-empty)',
      ],
    ],
    [
      {
        clients: [
          {
            clientId: 'mycli',
            name: 'My CLI',
            scopes: ['read'],
            authMethods: ['client_secret_basic'],
            secretDigests: ['hunter2'],
          },
        ],
      },
      [
        '  - clients["mycli"].secretDigests must be a list of digests from digestClientSecret, not of the secrets themselves, ' +
          'or absent (client-invalid)',
      ],
    ],
    [
      { hostSessions: null },
      ['  - hostSessions is null: leave it out, or write an object with the functions find, signInUrl (invalid-value)'],
    ],
    [
      { passwordLogin: undefined, hostSessions: null },
      [
        '  - either passwordLogin or hostSessions is required: without them no person can sign in on the verification page ' +
          '(sign-in-missing)',
      ],
    ],
    [
      { dialects: ['oracle'] },
      [
        "  - dialects must have tables, not their names: import { oracle } from '@devicegrant/core/dialects', and write [oracle] " +
          '(dialect-as-text)',
      ],
    ],
    [
      { dialects: ['rfc8628'] },
      [
        "  - dialects must have tables, not their names: import { rfc8628 } from '@devicegrant/core/dialects', and write " +
          '[rfc8628] (dialect-as-text)',
      ],
    ],
  ])('with %o', (changes, lines) => {
    expect(errorOf(changes).message).toBe(messageOf(...lines))
  })

  it('with a JWT issuer of another issuer than the grant', async () => {
    const tokens = createJwtIssuer({ issuer: `${issuer}/`, keys: [await generateSigningKey()] })
    expect(errorOf({ tokens }).message).toBe(
      messageOf(
        `  - tokens has the issuer "${issuer}/", but the option issuer is "${issuer}": leave the issuer out of ` +
          'createJwtIssuer, or use the same text for both (token-issuer-mismatch)',
      ),
    )
  })
})

describe('a token issuer', () => {
  it.each<[string, unknown, string]>([
    ['without options', undefined, 'createJwtIssuer takes an object of options'],
    ['without keys', {}, 'keys: must be a list of private JWKs, such as [await generateSigningKey()]'],
    ['with a key that is not in a list', { keys: generateSigningKey() }, 'keys: must be a list of private JWKs'],
    ['with a promise of a key', { keys: [generateSigningKey()] }, 'keys: a key is a promise'],
  ])('%s', (_, options, sentence) => {
    expect(() => Reflect.apply(createJwtIssuer, undefined, [options])).toThrow(sentence)
  })
})

describe('startCall', () => {
  const start = (...args: unknown[]) => Reflect.apply(createDeviceGrant(right).service.startCall, undefined, args)

  it('takes what is known about the requester, or nothing', () => {
    expect(start()).toMatchObject({ requester: {} })
    expect(start(undefined)).toMatchObject({ requester: {} })
    expect(start({ ip: '192.0.2.1', userAgent: undefined })).toMatchObject({ requester: { ip: '192.0.2.1' } })
  })

  it.each<[unknown, string]>([
    [null, 'startCall takes an object with what is known about the requester: startCall({ ip }), or startCall()'],
    [
      '192.0.2.1',
      'startCall takes an object with what is known about the requester: startCall({ ip }), or startCall()',
    ],
    [
      { remote: '192.0.2.1' },
      'startCall takes an object with ip, userAgent, label, addressIsShared, and it has no member "remote"',
    ],
    [['192.0.2.1'], 'startCall takes an object with ip, userAgent, label, addressIsShared, and it has no member "0"'],
    [{ ip: 7 }, 'ip of startCall must be text, or undefined if it is unknown'],
    [{ ip: null }, 'ip of startCall must be text, or undefined if it is unknown'],
    [{ addressIsShared: 'yes' }, 'addressIsShared of startCall must be true or false, or undefined if it is unknown'],
    [{ userAgent: ['a'] }, 'userAgent of startCall must be text, or undefined if it is unknown'],
  ])('is a TypeError with %j', (requester, message) => {
    expect(() => start(requester)).toThrow(new TypeError(message))
    const call = start(() => requester)
    expect(() => call.requester).toThrow(new TypeError(message))
  })
})

describe('openRedisStores', () => {
  const connection = { send: () => Promise.reject(new Error('nothing is sent')) }
  const opening = (...args: unknown[]): Promise<unknown> => Reflect.apply(openRedisStores, undefined, args)
  const ofConnection =
    'connection must be what fromIoredis(…), fromNodeRedis(…) or fromNodeRedisCluster(…) returns for your client'

  it.each<[unknown, string]>([
    [undefined, 'openRedisStores takes an object of options (options-not-an-object)'],
    [{ connection, accept: ['evicton'] }, 'accept of openRedisStores does not know evicton: did you mean eviction?'],
    [
      { connection, accept: ['aof'] },
      'accept of openRedisStores does not know aof: it takes version, replica, cluster',
    ],
    [{ connection, durability: 'stict' }, 'durability of openRedisStores does not know stict: did you mean strict?'],
    [
      { connection, whenUnreachable: 'fail' },
      'whenUnreachable of openRedisStores does not know fail: it takes start, reject',
    ],
  ])('is a ConfigurationError with %j', async (options, sentence) => {
    await expect(opening(options)).rejects.toThrow(ConfigurationError)
    await expect(opening(options)).rejects.toThrow(sentence)
  })

  it.each<[unknown, string]>([
    [{}, ofConnection],
    [{ connection: 'redis://127.0.0.1' }, ofConnection],
    [{ connection, accept: 'eviction' }, "accept must be a list of findings, such as ['persistence']"],
    [{ connection, timeout: 0.9 }, 'timeout must be a whole number, 10 or more'],
    [{ connection, timeout: '900' }, 'timeout must be a whole number, 10 or more'],
    [{ connection, queue: 0 }, 'queue must be a whole number, 1 or more'],
    [{ connection, replicas: Number.NaN }, 'replicas must be a whole number, 0 or more'],
    [{ connection, prefix: null }, 'prefix must be text'],
    [{ connection, onWarning: 'console' }, 'onWarning must be a function'],
  ])('is a TypeError with %j', async (options, message) => {
    await expect(opening(options)).rejects.toThrow(new TypeError(message))
  })
})

describe('a client of findClient', () => {
  it.each<[string, Unchecked, string]>([
    [
      'whose scopes are a text',
      { scopes: 'admin:read things' },
      "scopes must be a list of scope values without spaces, such as ['read', 'write']",
    ],
    [
      'whose grant types are misspelled',
      { grantTypes: ['deviceCode'] },
      "grantTypes must be a list of some of 'device_code', 'refresh_token', 'password'",
    ],
    [
      'whose secret is not digested',
      { secretDigests: ['hunter2'] },
      'secretDigests must be a list of digests from digestClientSecret, not of the secrets themselves, or absent',
    ],
    [
      'without auth methods',
      { authMethods: undefined },
      "authMethods must be a list of some of 'none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt'",
    ],
  ])('%s gets no code and no token, and the host reads why', async (_, changes, rule) => {
    const faults: unknown[] = []
    const grant = createDeviceGrant({
      ...right,
      clients: { findClient: (clientId) => JSON.parse(JSON.stringify({ ...cli, clientId, ...changes })) },
      onFault: (fault) => void faults.push(fault instanceof Error ? fault.message : fault),
    })
    const requests = [
      post('/device_authorization', { client_id: 'mycli', scope: 'admin' }),
      post('/token', { client_id: 'mycli', grant_type: 'refresh_token', refresh_token: 'any' }),
    ]
    for (const request of requests) {
      const response = await grant.fetch(request)
      expect(response.status).toBe(503)
      expect(Object.keys(Object(await response.json()))).toEqual(['error', 'error_description'])
    }
    const sentence = `clients.findClient returned a wrong record: the client "mycli": ${rule}`
    expect(faults).toEqual([sentence, sentence])
  })
})

describe('a warning', () => {
  const warningsOf = () => {
    const warnings: string[] = []
    return { warnings, onWarning: (warning: string) => void warnings.push(warning) }
  }

  it('says that a mount at a path needs baseUrl', async () => {
    const { warnings, onWarning } = warningsOf()
    fetchHandler(createDeviceGrant({ ...right, onWarning }), { prefix: '/oauth' })
    expect(warnings).toEqual([
      'devicegrant is mounted at the path /oauth, but its links lead to the path / of the issuer. Set baseUrl to the public ' +
        'URL of the mount, or, if a proxy adds that path, to the public URL as clients see it.',
    ])
  })

  it('says that families are of little use with tokens that cannot be verified', () => {
    const { warnings, onWarning } = warningsOf()
    const tokens = { issue: async () => ({ accessToken: 'a', tokenType: 'Bearer', lifetime: 60_000 }) }
    createDeviceGrant({ ...right, tokens, onWarning })
    expect(warnings).toEqual([
      'stores.families is set, but tokens has no function verify: access tokens can be neither revoked nor introspected, and ' +
        'no person can decide with one. Add verify to tokens (createJwtIssuer has it), or remove stores.families.',
    ])
  })
})
