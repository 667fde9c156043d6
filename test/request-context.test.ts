import { AsyncLocalStorage } from 'node:async_hooks'
import { expressMiddleware } from '@devicegrant/adapter-express'
import { koaMiddleware } from '@devicegrant/adapter-koa'
import { createDeviceGrant, fetchHandler } from '@devicegrant/core'
import { createMemoryStores } from '@devicegrant/store-memory'
import { createFakeHost } from '@devicegrant/testing'
import { describe, expect, it } from 'vitest'
import { asListener, express5, koa3, openServer } from './doors.js'
import { bodyOf } from './support/json.js'

const tenant = new AsyncLocalStorage<string>()
const seen: unknown[] = []
const { options } = createFakeHost()
const grant = createDeviceGrant({
  ...options,
  stores: createMemoryStores(),
  clients: {
    findClient(clientId) {
      seen.push(['findClient', tenant.getStore()])
      return options.clients.findClient(clientId)
    },
  },
  events: ({ type }) => void seen.push([type, tenant.getStore()]),
})

const servers = {
  'Express 5': express5()
    .use((_request, _response, next) => tenant.run('acme', next))
    .use(express5.urlencoded({ extended: false }), expressMiddleware(grant)),
  'Koa 3': asListener(
    new koa3()
      .use((_context, next) => tenant.run('acme', next))
      .use(koaMiddleware(grant))
      .callback(),
  ),
}

const form = { method: 'POST', headers: [['Content-Type', 'application/x-www-form-urlencoded']] } as const
const expected = [
  ['findClient', 'acme'],
  ['authorizationIssued', 'acme'],
]

describe('what a host keeps for each request is there in its hooks and events', () => {
  it.each(Object.entries(servers))('in %s', async (_name, server) => {
    seen.length = 0
    const door = await openServer(server)
    const response = await door.send({ ...form, path: '/device_authorization', body: 'client_id=fake-cli' })
    expect(bodyOf(response)).toHaveProperty('device_code')
    await door.close()
    expect(seen).toEqual(expected)
  })

  it('through the fetch door', async () => {
    seen.length = 0
    const headers = new Headers([['Content-Type', 'application/x-www-form-urlencoded']])
    const request = new Request(`${options.issuer}/device_authorization`, {
      method: 'POST',
      headers,
      body: 'client_id=fake-cli',
    })
    await tenant.run('acme', () => fetchHandler(grant)(request))
    expect(seen).toEqual(expected)
  })
})
