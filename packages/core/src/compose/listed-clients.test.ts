import { createMemoryStores } from '@devicegrant/store-memory'
import { createFakeHost } from '@devicegrant/testing'
import { describe, expect, it } from 'vitest'
import { formRequest, jsonRequest, responseOf } from '../../test-support/http.js'
import type { HttpResponse } from '../http/message.js'
import { digestClientSecret } from '../service/client/client-secret.js'
import { ConfigurationError, checkOptions } from './check-options.js'
import { createDeviceGrant } from './create-device-grant.js'
import { clientRegistryOf, type ListedClient, withListedDefaults } from './listed-clients.js'
import type { DeviceGrantOptions } from './options.js'

// A host that knows its clients at the start lists them, and they are checked before the first request.

const cli: ListedClient = { clientId: 'mycli', name: 'My CLI', scopes: ['read', 'offline_access'] }
const secretDigests = [digestClientSecret('a secret of a backend')]

function problemsOf(clients: unknown, changes: object = {}): readonly string[] {
  const host = createFakeHost({ issuer: 'https://example.com' })
  const good: DeviceGrantOptions = { ...host.options, stores: createMemoryStores() }
  try {
    checkOptions(Object.assign({}, good, { clients }, changes))
    return []
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems.map(({ message }) => message)
    throw error
  }
}

describe('a listed client', () => {
  it('is public, and may use codes and refresh tokens, unless it says otherwise', () => {
    expect(withListedDefaults(cli)).toEqual({
      ...cli,
      authMethods: ['none'],
      grantTypes: ['device_code', 'refresh_token'],
      defaultScopes: [],
    })
    const said = { authMethods: ['client_secret_basic'], grantTypes: ['device_code'], defaultScopes: ['read'] } as const
    expect(withListedDefaults({ ...cli, ...said })).toEqual({ ...cli, ...said })
  })

  it('gets no scope if it requests none, and a refresh token with offline_access', async () => {
    const host = createFakeHost({ issuer: 'https://example.com' })
    const stores = createMemoryStores({ clock: host.clock })
    const { handler } = createDeviceGrant({ ...host.options, stores, clients: [cli] })
    const json = ({ body }: HttpResponse): Record<string, string> => JSON.parse(body)
    const post = async (path: string, form: string) => json(await responseOf(handler, formRequest(path, form)))
    const { access_token: token } = await post('/login', 'username=alice&password=correct+horse+battery+staple')
    const tokensFor = async (scope: string) => {
      const codes = await post('/device_authorization', `client_id=mycli&scope=${scope}`)
      const bearer = { authorization: `Bearer ${token}` }
      const ask = async (path: string, body: object) => json(await responseOf(handler, jsonRequest(path, body, bearer)))
      const userCode = codes['user_code']
      const { ticket } = await ask('/device/lookup', { user_code: userCode })
      await ask('/device/decision', { user_code: userCode, ticket, decision: 'approve' })
      const type = 'urn:ietf:params:oauth:grant-type:device_code'
      return post('/token', `grant_type=${type}&client_id=mycli&device_code=${codes['device_code']}`)
    }
    expect(await tokensFor('')).not.toHaveProperty('refresh_token')
    expect(host.issued.at(-1)?.scope).toEqual([])
    expect(await tokensFor('read+offline_access')).toHaveProperty('refresh_token')
    expect(await post('/device_authorization', 'client_id=other')).toMatchObject({ error: 'invalid_client' })
  })

  it('stays as it was at the start, whatever the host does with its list', () => {
    const list = [cli]
    const { findClient } = clientRegistryOf(list)
    list.push({ ...cli, clientId: 'another' })
    expect([findClient('mycli'), findClient('another')]).toEqual([withListedDefaults(cli), undefined])
    expect(findClient('__proto__')).toBe(undefined)
  })

  it('keeps its scopes, its secrets and its other lists, whatever the host does with them', () => {
    const lists = { scopes: ['read'], defaultScopes: ['read'], secretDigests: [...secretDigests], resources: ['a'] }
    const methods: ('client_secret_basic' | 'none')[] = ['client_secret_basic']
    const listed = { ...cli, ...lists, authMethods: methods, keys: [{ kty: 'EC' }] }
    const { findClient } = clientRegistryOf([listed])
    const before = JSON.stringify(findClient('mycli'))
    for (const list of Object.values(lists)) list.push('admin')
    methods.push('none')
    listed.keys.push({ kty: 'RSA' })
    expect(JSON.stringify(findClient('mycli'))).toBe(before)
  })
})

describe('a right list', () => {
  it.each<[string, readonly ListedClient[]]>([
    ['has a public client', [cli]],
    ['has several clients', [cli, { ...cli, clientId: 'MyCLI' }, { ...cli, clientId: 'mycli ' }]],
    ['has a client with a secret', [{ ...cli, authMethods: ['client_secret_basic'], secretDigests }]],
    ['has a client with a key', [{ ...cli, authMethods: ['private_key_jwt'], keys: [{ kty: 'EC' }] }]],
    [
      'has a client with every other member',
      [
        {
          ...cli,
          introspects: 'own',
          resources: ['https://api.example'],
          disabled: true,
          verified: true,
          codeLifetime: 60_000,
          pollInterval: 5_000,
          refreshTokens: 'always',
        },
      ],
    ],
  ])('%s', (_, clients) => {
    expect(problemsOf(clients)).toEqual([])
  })
})

describe('a wrong list', () => {
  it.each<[unknown, readonly string[]]>([
    [undefined, ['clients must be a list of clients, or an object with the function findClient']],
    ['mycli', ['clients must be a list of clients, or an object with the function findClient']],
    [[], ["clients must have at least one client, such as { clientId: 'mycli', name: 'My CLI', scopes: ['read'] }"]],
    [{ mycli: cli }, ['clients must have the function findClient']],
    [new Map([['mycli', cli]]), ['clients must have the function findClient']],
    [
      ['mycli'],
      [
        'clients[0] must be a client: an object with clientId, name, authMethods, secretDigests, keys, dpop, grantTypes, refreshTokens, introspects, scopes, defaultScopes, resources, disabled, verified, logoUri, completeAddress, codeLifetime, pollInterval, startsPerAddress, pkce, verificationNumber',
      ],
    ],
    [
      [cli, { ...cli, scope: ['read'] }].slice(1),
      ['clients["mycli"].scope is not an option of createDeviceGrant: did you mean clients["mycli"].scopes?'],
    ],
    [
      [{ ...cli, grants: ['device_code'] }],
      ['clients["mycli"].grants is not an option of createDeviceGrant: did you mean clients["mycli"].grantTypes?'],
    ],
    [
      [{ ...cli, authentication: ['none'] }],
      [
        'clients["mycli"].authentication is not an option of createDeviceGrant: did you mean clients["mycli"].authMethods?',
      ],
    ],
    [
      [{ ...cli, scopes: 'read offline_access' }],
      ["clients[\"mycli\"].scopes must be a list of scope values without spaces, such as ['read', 'write']"],
    ],
    [
      [{ ...cli, scopes: undefined, name: undefined }],
      [
        'clients["mycli"].name must be text',
        "clients[\"mycli\"].scopes must be a list of scope values without spaces, such as ['read', 'write']",
      ],
    ],
    [
      [{ ...cli, grantTypes: ['deviceCode'] }],
      ["clients[\"mycli\"].grantTypes must be a list of some of 'device_code', 'refresh_token', 'password'"],
    ],
    [
      [{ ...cli, authMethods: [], grantTypes: [] }],
      [
        'clients["mycli"].authMethods must not be empty: the client could never authenticate. A public client has [\'none\']',
        'clients["mycli"].grantTypes must not be empty: the client could get no tokens',
      ],
    ],
    [
      [{ ...cli, grantTypes: ['password'] }],
      ['clients["mycli"].grantTypes must not have password unless passwordLogin.passwordGrant is true'],
    ],
    [[{ ...cli, clientId: undefined }], ['clients[0].clientId must be text that is not empty']],
    [[{ ...cli, clientId: '' }], ['clients[0].clientId must be text that is not empty']],
    [
      [{ ...cli, defaultScopes: ['write'] }],
      ['clients["mycli"].defaultScopes must be a list of scope values from clients["mycli"].scopes'],
    ],
    [
      [{ ...cli, secretDigests }],
      [
        'clients["mycli"].authMethods is required for a client with secretDigests: by default a client is public and proves nothing',
      ],
    ],
    [
      [{ ...cli, authMethods: ['client_secret_basic'], secretDigests: ['hunter2'] }],
      [
        'clients["mycli"].secretDigests must be a list of digests from digestClientSecret, not of the secrets themselves, or absent',
      ],
    ],
    [
      [{ ...cli, keys: [{}] }],
      [
        'clients["mycli"].authMethods is required for a client with keys: by default a client is public and proves nothing',
      ],
    ],
    [
      [{ ...cli, authMethods: ['client_secret_basic'] }],
      [
        'clients["mycli"].secretDigests must not be empty: the client cannot authenticate by client_secret_basic without secretDigests',
      ],
    ],
    [
      [{ ...cli, authMethods: ['none', 'private_key_jwt'], secretDigests }],
      ['clients["mycli"].keys must not be empty: the client cannot authenticate by private_key_jwt without keys'],
    ],
    [
      [cli, { ...cli, clientId: 'other' }, { ...cli, name: 'Again' }],
      ['clients["mycli"].clientId must be different from that of every other client in the list'],
    ],
    [
      [{ ...cli, clientId: 'first-party' }],
      ['clients["first-party"].clientId must not be first-party: passwordLogin uses it for the sign-in of people'],
    ],
  ])('%j is refused', (clients, sentences) => {
    expect(problemsOf(clients)).toEqual(sentences)
  })

  it('has a client with a key, but there is no check of client assertions', () => {
    const listed = [{ ...cli, authMethods: ['private_key_jwt'], keys: [{ kty: 'EC' }] }]
    expect(problemsOf(listed, { clientAssertions: undefined })).toEqual([
      'clients["mycli"].authMethods must not have private_key_jwt without the option clientAssertions',
    ])
  })

  it('has one sentence for each wrong member of each client, without any value', () => {
    const secret = 'hunter2 hunter2'
    const sentences = problemsOf([{ ...cli, secretDigests: secret, disabled: 'no' }, { clientId: 'x'.repeat(10_000) }])
    expect(sentences).toHaveLength(4)
    for (const sentence of sentences) expect(sentence.length).toBeLessThan(200)
    expect(sentences.join()).not.toContain('hunter2')
  })
})
