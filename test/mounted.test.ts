import { expressMiddleware } from '@devicegrant/adapter-express'
import { koaMiddleware } from '@devicegrant/adapter-koa'
import { createDeviceGrant, type DeviceGrant, fetchHandler } from '@devicegrant/core'
import { createMemoryStores } from '@devicegrant/store-memory'
import { createFakeHost, type FakeHostSettings } from '@devicegrant/testing'
import mountKoa from 'koa-mount'
import { describe, expect, it } from 'vitest'
import { asListener, express4, express5, koa2, koa3, openServer } from './doors.js'

function warned(settings: FakeHostSettings = {}) {
  const host = createFakeHost(settings)
  const warnings: string[] = []
  const onWarning = (warning: string) => void warnings.push(warning)
  return {
    warnings,
    grant: createDeviceGrant({ ...host.options, stores: createMemoryStores({ clock: host.clock }), onWarning }),
  }
}

/** Every way to be mounted at `/oauth`, and one request that arrives there. */
const ways: Readonly<Record<string, (grant: DeviceGrant) => Promise<number>>> = {
  'Express 5': (grant) => statusOf(express5().use('/oauth', expressMiddleware(grant))),
  'Express 4': (grant) => statusOf(express4().use('/oauth', expressMiddleware(grant))),
  'a router of Express 5 in a router': (grant) =>
    statusOf(express5().use('/oauth', express5.Router().use(expressMiddleware(grant)))),
  'Koa 3': (grant) => statusOf(asListener(new koa3().use(koaMiddleware(grant, { prefix: '/oauth' })).callback())),
  'koa-mount in Koa 3': (grant) =>
    statusOf(asListener(new koa3().use(mountKoa('/oauth', koaMiddleware(grant))).callback())),
  'koa-mount in Koa 2': (grant) =>
    statusOf(asListener(new koa2().use(mountKoa('/oauth', koaMiddleware(grant))).callback())),
  async fetch(grant) {
    const response = await fetchHandler(grant, { prefix: '/oauth' })(new Request('http://127.0.0.1:3000/oauth/device'))
    return response?.status ?? 404
  },
}

async function statusOf(listener: Parameters<typeof openServer>[0]): Promise<number> {
  const door = await openServer(listener)
  const request = { method: 'GET', path: '/oauth/device', headers: [] }
  await door.send(request)
  const { status } = await door.send(request)
  await door.close()
  return status
}

describe.each(Object.entries(ways))('a mount below a path in %s', (_name, serve) => {
  it('without a baseUrl is served, and warned of once with both paths', async () => {
    const { grant, warnings } = warned()
    expect(await serve(grant)).toBe(200)
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toMatch(/mounted at the path \/oauth, .* the path \/ of the issuer.*Set baseUrl/)
  })

  it.each<[string, FakeHostSettings]>([
    ['with the baseUrl', { baseUrl: 'http://127.0.0.1:3000/oauth' }],
    ['of the issuer', { issuer: 'http://127.0.0.1:3000/oauth' }],
    ['behind a proxy that takes a part of the path away', { issuer: 'https://login.example.com/api/oauth' }],
    ['behind a proxy that adds it, as baseUrl says', { baseUrl: 'http://127.0.0.1:3000' }],
  ])('%s is nothing to warn of', async (_what, settings) => {
    const { grant, warnings } = warned(settings)
    expect(await serve(grant)).toBe(200)
    expect(warnings).toEqual([])
  })
})

describe('a prefix that no path begins with', () => {
  it.each(['/oauth/', 'oauth', '/', '//oauth', '/oa uth'])('is refused at once by Koa and fetch: %s', (prefix) => {
    const { grant } = warned()
    expect(() => koaMiddleware(grant, { prefix })).toThrow(/prefix must be a path such as \/api/)
    expect(() => fetchHandler(grant, { prefix })).toThrow(/prefix must be a path such as \/api/)
  })

  it('is no matter to Express, which strips slashes itself', async () => {
    const { grant } = warned({ baseUrl: 'http://127.0.0.1:3000/oauth' })
    for (const path of ['/oauth/', '/oauth']) {
      expect(await statusOf(express5().use(path, expressMiddleware(grant)))).toBe(200)
    }
  })
})

describe('a warning that fails', () => {
  it('is reported, and the request is served', async () => {
    const host = createFakeHost()
    const failure = new Error('the log is full')
    const onWarning = () => {
      throw failure
    }
    const grant = createDeviceGrant({ ...host.options, stores: createMemoryStores({ clock: host.clock }), onWarning })
    expect(await statusOf(express5().use('/oauth', expressMiddleware(grant)))).toBe(200)
    expect(host.faults).toEqual([{ fault: failure, during: 'onWarning' }])
  })
})
