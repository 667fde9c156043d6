import { text } from 'node:stream/consumers'
import { expressMiddleware } from '@devicegrant/adapter-express'
import { koaMiddleware } from '@devicegrant/adapter-koa'
import { createDeviceGrant, fetchHandler, nodeListener } from '@devicegrant/core'
import { createMemoryStores } from '@devicegrant/store-memory'
import { createFakeHost } from '@devicegrant/testing'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { asListener, express5, koa3, type Mount, openServer } from './doors.js'
import { bodyOf } from './support/json.js'

// If the host reads a body and does not pass it on, that is the host's mistake: the client must not get the blame.

const host = createFakeHost()
const grant = createDeviceGrant({ ...host.options, stores: createMemoryStores({ clock: host.clock }) })
const form = 'application/x-www-form-urlencoded'

async function send(mount: Mount, type = form, body = 'client_id=fake-cli') {
  const door = await openServer(mount(grant))
  const before = host.faults.length
  const response = await door.send({
    method: 'POST',
    path: '/device_authorization',
    headers: [['Content-Type', type]],
    body,
  })
  await door.close()
  return { status: response.status, body: bodyOf(response), faults: host.faults.slice(before) }
}

const usedUp: Readonly<Record<string, Mount>> = {
  'Hono after parseBody': (served) => {
    const app = new Hono()
    const devicegrant = fetchHandler(served)
    app.use(async (context, next) => {
      await context.req.parseBody()
      return (await devicegrant(context.req.raw)) ?? next()
    })
    return asListener(getRequestListener(app.fetch))
  },
  'node:http with rawBody only': (served) =>
    asListener(async (request, response) => {
      Object.assign(request, { rawBody: await text(request) })
      await nodeListener(served)(request, response)
    }),
  'Express 5 with rawBody only': (served) =>
    express5().use((request, _response, next) => {
      text(request).then((rawBody) => {
        Object.assign(request, { rawBody })
        next()
      }, next)
    }, expressMiddleware(served)),
  'Koa 3 after a stream that was read': (served) =>
    asListener(
      new koa3()
        .use(async (context, next) => {
          await text(context.req)
          return next()
        })
        .use(koaMiddleware(served))
        .callback(),
    ),
}

describe.each(Object.entries(usedUp))('a body that is used up in %s', (_name, mount) => {
  it('is a server_error to the client, and the host learns what to do', async () => {
    const { status, body, faults } = await send(mount)
    expect({ status, body }).toEqual({ status: 500, body: expect.objectContaining({ error: 'server_error' }) })
    expect(faults).toEqual([{ fault: expect.any(Error), during: 'POST /device_authorization' }])
    expect(String(faults[0]?.fault)).toMatch(
      /Mount devicegrant before the code that reads bodies, or pass the parsed body/,
    )
  })
})

const handedOver: Readonly<Record<string, Mount>> = {
  'Hono, what parseBody made': (served) => {
    const app = new Hono()
    const devicegrant = fetchHandler(served)
    app.use(async (context, next) => {
      const body = await context.req.parseBody()
      return (await devicegrant(context.req.raw, { body })) ?? next()
    })
    return asListener(getRequestListener(app.fetch))
  },
  'Hono, text': (served) => {
    const app = new Hono()
    const devicegrant = fetchHandler(served)
    app.use(async (context, next) => (await devicegrant(context.req.raw, { body: await context.req.text() })) ?? next())
    return asListener(getRequestListener(app.fetch))
  },
  'fetch, FormData': (served) => {
    const devicegrant = fetchHandler(served)
    return asListener(
      getRequestListener(async (request) => {
        const response = await devicegrant(request, { body: await request.formData() })
        return response ?? new Response(null, { status: 404 })
      }),
    )
  },
  'node:http, rawBody as body': (served) =>
    asListener(async (request, response) => {
      Object.assign(request, { body: await text(request) })
      await nodeListener(served)(request, response)
    }),
}

describe.each(Object.entries(handedOver))('a body that is handed over in %s', (_name, mount) => {
  it('is read as strictly as the bytes would have been', async () => {
    expect((await send(mount)).status).toBe(200)
    expect((await send(mount, form, 'client_id=')).body).toMatchObject({ error: 'invalid_request' })
    expect((await send(mount, 'multipart/form-data; boundary=x', '--x--\r\n')).status).toBe(415)
  })
})
