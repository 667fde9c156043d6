import { expressMiddleware } from '@devicegrant/adapter-express'
import { koaContextOf, koaMiddleware } from '@devicegrant/adapter-koa'
import { createDeviceGrant, fetchHandler, type HttpRequest, nodeListener } from '@devicegrant/core'
import { createMemoryStores } from '@devicegrant/store-memory'
import { createFakeHost } from '@devicegrant/testing'
import { describe, expect, it } from 'vitest'
import { asListener, examples, express4, express5, koa2, koa3, openServer } from './doors.js'

const grant = createDeviceGrant({
  ...createFakeHost().options,
  stores: createMemoryStores(),
})

describe('requests for other paths', () => {
  const paths = ['/', '/tokens', '/token/', '/Token', '/device/elsewhere', '/login%2F', '//token']
  const others = [...paths, '/Device_Authorization', '/device/lookup/', '/Device/Decision', '/device/linked/END']
  const body = JSON.stringify({ is: 'untouched' })

  it.each([
    ['Express 5', express5],
    ['Express 4', express4],
  ] as const)('reach the application behind us in %s with the body unread', async (_name, create) => {
    const app = create().use(expressMiddleware(grant))
    app.use((request, response) => void request.pipe(response.status(299)))
    const door = await openServer(app)
    for (const path of others) {
      const response = await door.send({ method: 'POST', path, headers: [['Content-Type', 'application/json']], body })
      expect({ path, status: response.status, body: response.body }).toEqual({ path, status: 299, body })
    }
    await door.close()
  })

  it.each([
    ['Koa 3', koa3],
    ['Koa 2', koa2],
  ] as const)('reach the application behind us in %s with the body unread', async (_name, Application) => {
    const app = new Application().use(koaMiddleware(grant))
    app.use((context) => {
      context.status = 299
      context.body = context.req
    })
    const door = await openServer(asListener(app.callback()))
    for (const path of others) {
      const response = await door.send({ method: 'POST', path, headers: [['Content-Type', 'application/json']], body })
      expect({ path, status: response.status, body: response.body }).toEqual({ path, status: 299, body })
    }
    await door.close()
  })

  it('are left alone by Koa below a prefix, and those that only begin like it', async () => {
    const app = new koa3().use(koaMiddleware(grant, { prefix: '/auth' }))
    const door = await openServer(asListener(app.callback()))
    const status = async (path: string) => (await door.send({ method: 'GET', path, headers: [] })).status
    expect(await status('/auth/device')).toBe(200)
    for (const path of ['/device', '/author/device', '/auth', '/authdevice']) expect(await status(path)).toBe(404)
    await door.close()
  })

  it.each(Object.entries(examples))('reach the rest of the application in %s', async (_name, mount) => {
    const door = await openServer(mount(grant))
    const hello = await door.send({ method: 'GET', path: '/hello', headers: [] })
    expect([hello.status, hello.body]).toEqual([200, 'Hello'])
    for (const path of others) expect((await door.send({ method: 'GET', path, headers: [] })).status).toBe(404)
    await door.close()
  })

  it('are handed to next by the listener, or answered 404 without one', async () => {
    const listener = nodeListener(grant)
    const behind = await openServer(
      (request, response) => void listener(request, response, () => void request.pipe(response)),
    )
    const alone = await openServer((request, response) => void listener(request, response))
    for (const path of others) {
      const request = { method: 'POST', path, headers: [], body }
      expect((await behind.send(request)).body).toBe(body)
      expect((await alone.send(request)).status).toBe(404)
    }
    await Promise.all([behind.close(), alone.close()])
  })

  it('come back from the fetch door as they went in', async () => {
    for (const path of others) {
      const request = new Request(`http://127.0.0.1:3000${path}`, { method: 'POST', body })
      expect(await fetchHandler(grant)(request)).toBeUndefined()
      expect(await request.text()).toBe(body)
    }
    const below = fetchHandler(grant, { prefix: '/auth' })
    expect(await below(new Request('http://x/device'))).toBeUndefined()
    expect(await below(new Request('http://x/author/device'))).toBeUndefined()
    expect((await below(new Request('http://x/auth/device')))?.status).toBe(200)
  })
})

describe('a hook of the host', () => {
  it('finds Koa’s own context behind the request value, and none behind any other', async () => {
    const found: unknown[] = []
    const { passwordLogin: _, ...options } = createFakeHost().options
    const hostSessions = {
      find: async (request: HttpRequest) => {
        found.push(koaContextOf(request)?.state['session'], koaContextOf({ ...request }))
        return undefined
      },
      signInUrl: (returnTo: string) => returnTo,
    }
    const app = new koa3()
    app.use((context, next) => {
      context.state['session'] = 'of this request'
      return next()
    })
    app.use(
      koaMiddleware(
        createDeviceGrant({
          ...options,
          hostSessions,
          stores: createMemoryStores(),
        }),
      ),
    )
    const door = await openServer(asListener(app.callback()))
    await door.send({ method: 'GET', path: '/device/confirm?user_code=WDJB-MJHT', headers: [] })
    expect(found).toEqual(['of this request', undefined])
    await door.close()
  })
})
