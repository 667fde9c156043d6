import { createMemoryStores } from '@devicegrant/store-memory'
import { createFakeHost } from '@devicegrant/testing'
import { describe, expect, it, vi } from 'vitest'
import { createDeferred } from '../../../test-support/deferred.js'
import { formRequest, requestOf } from '../../../test-support/http.js'
import { ConfigurationError } from '../../misuse/configuration-error.js'
import { createDeviceGrant } from '../create-device-grant.js'
import type { DeviceGrantOptions } from '../options.js'
import { createRealms } from './create-realms.js'
import type { RealmsOptions } from './realms-options.js'

const baseUrl = 'https://login.example'
const path = '/realms/{realm}'

function grantAt(issuer: string, changes: Partial<DeviceGrantOptions> = {}) {
  const host = createFakeHost({ issuer })
  return createDeviceGrant({ ...host.options, stores: createMemoryStores({ clock: host.clock }), ...changes })
}

function realmsWith(changes: Partial<RealmsOptions> = {}) {
  const faults: { fault: unknown; during: string }[] = []
  const findGrant = vi.fn(changes.findGrant ?? ((_: string, issuer: string) => grantAt(issuer)))
  const onFault = (fault: unknown, during: string) => void faults.push({ fault, during })
  return { findGrant, faults, realms: createRealms({ baseUrl, path, onFault, ...changes, findGrant }) }
}

const start = (realm: string, changes: object = {}) => ({
  ...formRequest(`/realms/${realm}/device_authorization`, 'client_id=fake-cli&scope=read'),
  ...changes,
})

describe('the options', () => {
  const rightly = { baseUrl, path, findGrant: () => undefined }

  it.each<[string, unknown, string]>([
    ['are required', undefined, 'createRealms takes an object of options'],
    [
      'have known names',
      { ...rightly, findGrants: 1 },
      'findGrants is not an option of createRealms: did you mean findGrant?',
    ],
    ['have a baseUrl', { path, findGrant: rightly.findGrant }, 'baseUrl must be an http or https URL'],
    ['have no slash at the end of baseUrl', { ...rightly, baseUrl: `${baseUrl}/` }, 'slash at the end'],
    ['have a baseUrl without two slashes', { ...rightly, baseUrl: `${baseUrl}//a` }, 'baseUrl must be'],
    ['have a function findGrant', { baseUrl, path }, 'findGrant must be a function'],
    ['have a function onFault', { ...rightly, onFault: 'x' }, 'onFault must be a function'],
    ['keep at least one grant', { ...rightly, mostGrants: 0 }, 'mostGrants must be a whole number of at least 1'],
    ['have a timeout in milliseconds', { ...rightly, timeout: 5 }, 'timeout must be in milliseconds, from 10 to 60000'],
  ])('%s', (_, options, message) => {
    const call = () => Reflect.apply(createRealms, undefined, [options])
    expect(call).toThrow(ConfigurationError)
    expect(call).toThrow(message)
  })

  it.each([
    undefined,
    '',
    '/',
    '/realms',
    'realms/{realm}',
    '/realms/{realm}/',
    '/{a}/{b}',
    '/realms/x{realm}',
    '/.well-known/{realm}',
    '/a/../{realm}',
    '/a//{realm}',
    '/a?b/{realm}',
  ])('have no path %j', (wrong) => {
    expect(() => Reflect.apply(createRealms, undefined, [{ ...rightly, path: wrong }])).toThrow(
      'path must be a path with one segment for the realm, such as /realms/{realm}',
    )
  })
})

describe('a realm', () => {
  it('is asked for once by name and URL, at the first request, and serves its requests', async () => {
    const { realms, findGrant } = realmsWith()
    expect(findGrant).not.toHaveBeenCalled()
    const responses = await Promise.all([realms.handler(start('acme')), realms.handler(start('acme'))])
    responses.push(await realms.handler(start('acme')))
    expect(responses.map((response) => response?.status)).toEqual([200, 200, 200])
    expect(findGrant.mock.calls).toEqual([['acme', `${baseUrl}/realms/acme`]])
  })

  it('is the same for the host', async () => {
    const { realms, findGrant } = realmsWith()
    await realms.handler(start('acme'))
    const grant = await realms.find('acme')
    expect(grant?.describe().issuer).toBe(`${baseUrl}/realms/acme`)
    expect(findGrant).toHaveBeenCalledTimes(1)
  })

  it.each([undefined, null, Promise.resolve(undefined), Promise.resolve(null)])(
    'that is %s is not served, is looked up again, and is not kept',
    async (none) => {
      const { realms, findGrant, faults } = realmsWith({ findGrant: () => none })
      expect(await realms.handler(start('unknown'))).toBe(undefined)
      expect(await realms.find('unknown')).toBe(undefined)
      expect(findGrant).toHaveBeenCalledTimes(2)
      expect(faults).toEqual([])
    },
  )

  it('with a name that cannot be one is not looked up', async () => {
    const { realms, findGrant } = realmsWith()
    for (const name of ['..', 'a b', '%61cme', 'x'.repeat(101)]) {
      expect(await realms.handler(start(name))).toBe(undefined)
      expect(await realms.find(name)).toBe(undefined)
    }
    expect(findGrant).not.toHaveBeenCalled()
  })

  it('that is forgotten is looked up again', async () => {
    const { realms, findGrant } = realmsWith()
    const first = await realms.find('acme')
    realms.forget('acme')
    expect(await realms.find('acme')).not.toBe(first)
    expect(findGrant).toHaveBeenCalledTimes(2)
  })

  it('may have an issuer below its URL', async () => {
    const findGrant = (_: string, url: string) => grantAt(`${url}/v2.0`, { baseUrl: url })
    const { realms, faults } = realmsWith({ path: '/{tenant}', findGrant })
    const metadata = '/.well-known/oauth-authorization-server/contoso/v2.0'
    const response = await realms.handler(requestOf({ method: 'GET', path: metadata }))
    expect(JSON.parse(response?.body ?? '')).toMatchObject({
      issuer: `${baseUrl}/contoso/v2.0`,
      token_endpoint: `${baseUrl}/contoso/token`,
    })
    expect(faults).toEqual([])
  })

  it('gets the members that an adapter has added to the request', async () => {
    const key = Symbol('the request of a framework')
    const seen: unknown[] = []
    const findGrant = (_: string, issuer: string) =>
      grantAt(issuer, {
        hostSessions: {
          find: async (request) => {
            seen.push(Reflect.get(request, key), request.path)
            return undefined
          },
          signInUrl: () => '/sign-in',
        },
      })
    const { realms } = realmsWith({ findGrant })
    const request = Object.defineProperty(requestOf({ method: 'GET', path: '/realms/acme/device' }), key, {
      value: 'it',
    })
    expect((await realms.handler(request))?.status).toBe(200)
    await realms.handler(
      Object.defineProperty({ ...request, path: '/realms/acme/device/linked' }, key, { value: 'it' }),
    )
    expect(seen).toContain('it')
    expect(seen).not.toContain('/realms/acme/device/linked')
  })
})

describe('a thousand realms', () => {
  it('are each made once, and the next one takes the place of the oldest', { tags: ['thorough'] }, async () => {
    const host = createFakeHost()
    const stores = createMemoryStores({ clock: host.clock })
    const { realms, findGrant } = realmsWith({
      findGrant: (_, issuer) => createDeviceGrant({ ...host.options, stores, issuer }),
    })
    const names = Array.from({ length: 1_000 }, (_, index) => `realm-${index}`)
    const started = await Promise.all(names.map((name) => realms.handler(start(name))))
    const uris = started.map((response) => JSON.parse(response?.body ?? '').verification_uri)
    expect(uris).toEqual(names.map((name) => `${baseUrl}/realms/${name}/device`))
    await Promise.all(names.map((name) => realms.find(name)))
    expect(findGrant).toHaveBeenCalledTimes(1_000)
    await realms.find('one-more')
    await realms.find('realm-999')
    expect(findGrant).toHaveBeenCalledTimes(1_001)
    await realms.find('realm-0')
    expect(findGrant).toHaveBeenCalledTimes(1_002)
  })
})

describe('a failure of findGrant', () => {
  const outage = { status: 503, headers: { 'Retry-After': '1', 'Content-Type': 'application/json' } }

  it('is reported, and is an outage', async () => {
    const { realms, faults } = realmsWith({ findGrant: () => Promise.reject(new Error('postgres://:hunter2@db')) })
    const response = await realms.handler(start('acme'))
    expect(response).toMatchObject(outage)
    expect(JSON.parse(response?.body ?? '')).toMatchObject({ error: 'temporarily_unavailable' })
    expect(response?.body).not.toContain('hunter2')
    expect(faults).toMatchObject([
      { fault: { name: 'PortFault', operation: 'findGrant' }, during: 'finding the grant of the realm acme' },
    ])
    await expect(realms.find('acme')).rejects.toMatchObject({ name: 'PortFault' })
  })

  it('has no body for HEAD', async () => {
    const { realms } = realmsWith({ findGrant: () => Promise.reject(new Error('down')) })
    const response = await realms.handler({ ...start('acme'), method: 'HEAD' })
    expect([response?.status, response?.body]).toEqual([503, ''])
  })

  it('does not harm other realms', async () => {
    const work = createDeferred<undefined>()
    const findGrant = (realm: string, issuer: string) => (realm === 'slow' ? work.promise : grantAt(issuer))
    const { realms } = realmsWith({ findGrant })
    const slow = realms.handler(start('slow'))
    expect((await realms.handler(start('acme')))?.status).toBe(200)
    work.resolve(undefined)
    expect(await slow).toBe(undefined)
  })

  it.each<[string, unknown, string]>([
    [
      'the grant of another place',
      grantAt('https://login.example'),
      'the grant of the realm acme must have the baseUrl https://login.example/realms/acme, and an issuer that is this ' +
        'URL or is below it. It has the baseUrl https://login.example and the issuer https://login.example',
    ],
    ['the grant of another realm', grantAt(`${baseUrl}/realms/acme2`), 'the issuer https://login.example/realms/acme2'],
    [
      'a grant with the issuer of all',
      grantAt(baseUrl, { baseUrl: `${baseUrl}/realms/acme` }),
      'the baseUrl https://login.example/realms/acme and the issuer https://login.example',
    ],
    ['a handler', async () => undefined, 'findGrant must return what createDeviceGrant returns'],
  ])('is that it returns %s', async (_, grant, message) => {
    const { realms, faults } = realmsWith({ findGrant: () => Reflect.apply(Object, undefined, [grant]) })
    expect(await realms.handler(start('acme'))).toMatchObject(outage)
    const { cause } = Object(faults[0]?.fault)
    expect(cause).toBeInstanceOf(ConfigurationError)
    expect(String(cause)).toContain(message)
    expect(String(cause)).toContain('(realm-grant-invalid)')
  })
})

describe('a fault of a door', () => {
  it('goes to the grant of its realm if it is kept, and otherwise to the host', async () => {
    const ofRealm: string[] = []
    const findGrant = (_: string, issuer: string) =>
      grantAt(issuer, { onFault: (_fault, during) => void ofRealm.push(during) })
    const { realms, faults } = realmsWith({ findGrant })
    await realms.find('acme')
    for (const at of ['/realms/acme/token', '/realms/unknown/token', '/else', undefined]) {
      expect(realms.respondToFault(new Error('broken'), `serving ${at}`, at)).toMatchObject({ status: 500 })
    }
    expect(ofRealm).toEqual(['serving /realms/acme/token'])
    expect(faults.map(({ during }) => during)).toEqual([
      'serving /realms/unknown/token',
      'serving /else',
      'serving undefined',
    ])
  })

  it('is written to standard error without onFault', async () => {
    const print = vi.spyOn(console, 'error').mockImplementation(() => {})
    const realms = createRealms({ baseUrl, path, findGrant: () => Promise.reject(new Error('down')) })
    expect(await realms.handler(start('acme'))).toMatchObject({ status: 503 })
    expect(print).toHaveBeenCalledTimes(1)
    print.mockRestore()
  })

  it('is not a mount path: baseUrl says where the realms are', async () => {
    const { realms } = realmsWith()
    expect(realms.mountedAt('/somewhere')).toBe(undefined)
  })
})

describe('fetch', () => {
  it('serves a realm, and answers 404 elsewhere', async () => {
    const { fetch } = realmsWith().realms
    const metadata = await fetch(new Request(`${baseUrl}/realms/acme/.well-known/openid-configuration`))
    expect(await metadata.json()).toMatchObject({ issuer: `${baseUrl}/realms/acme` })
    expect((await fetch(new Request(`${baseUrl}/else`))).status).toBe(404)
  })
})
