import { once } from 'node:events'
import { Agent, createServer, type IncomingMessage, type RequestListener, request as sendRequest } from 'node:http'
import { type ClientHttp2Session, connect as connectHttp2, createServer as createHttp2Server } from 'node:http2'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { expressMiddleware } from '@devicegrant/adapter-express'
import { koaMiddleware } from '@devicegrant/adapter-koa'
import { type DeviceGrant, fetchHandler, nodeListener } from '@devicegrant/core'
import type { Mountable } from '@devicegrant/core/adapters'
import type { AuditRequest, AuditResponse, AuditTarget } from '@devicegrant/testing'
import { getRequestListener } from '@hono/node-server'
import express5, { type RequestHandler } from 'express'
import koa3, { type default as Koa } from 'koa'
import { createFastifyServer } from '../examples/custom-server/src/fastify.js'
import { createHonoApp } from '../examples/custom-server/src/hono.js'
import { createRouteHandlers } from '../examples/custom-server/src/route-handler.js'

const require = createRequire(import.meta.url)
const express4: typeof express5 = require('express4')
const koa2: typeof koa3 = require('koa2')

/** A way for requests to reach a device grant, opened. */
export interface OpenDoor {
  readonly send: AuditTarget['send']
  /** Absent where there is no socket. */
  readonly port?: number
  close(): Promise<void>
}

/** A listener for `createServer` that serves a device grant, or many, and answers everything else with 404. */
export type Mount<Grant extends Mountable = DeviceGrant> = (grant: Grant) => RequestListener

/** Express with these of its own middlewares before ours, mounted at this path. */
export function expressMount(
  create: typeof express5,
  before: readonly RequestHandler[] = [],
  path = '/',
): Mount<Mountable> {
  return (grant) => {
    const app = create()
    for (const handler of before) app.use(handler)
    const ours = expressMiddleware(grant)
    app.use(path, ours)
    // RFC 8414 §3.1: wherever the endpoints are, the metadata is found at the root of the host.
    if (path !== '/') app.get(/^\/\.well-known\/oauth-authorization-server/, ours)
    return app
  }
}

/** How ours is put into a Koa application. */
export type KoaPlacing = (app: Koa, ours: Koa.Middleware) => void

const atTheRoot: KoaPlacing = (app, ours) => void app.use(ours)

/** Koa with these of its own middlewares before ours. */
export function koaMount(
  Application: typeof Koa,
  before: readonly Koa.Middleware[] = [],
  place: KoaPlacing = atTheRoot,
  prefix = '',
): Mount<Mountable> {
  return (grant) => {
    const app = new Application()
    app.silent = true
    for (const middleware of before) app.use(middleware)
    place(app, koaMiddleware(grant, { prefix }))
    // RFC 8414 §3.1: wherever the endpoints are, the metadata is found at the root of the host.
    const metadata = koaMiddleware(grant)
    app.use((context, next) => (context.path.startsWith('/.well-known/') ? metadata(context, next) : next()))
    return asListener(app.callback())
  }
}

/** Every server that we mount in, bare. */
export const mounts: Readonly<Record<'Express 5' | 'Express 4' | 'Koa 3' | 'Koa 2' | 'node:http', Mount<Mountable>>> = {
  'Express 5': expressMount(express5),
  'Express 4': expressMount(express4),
  'Koa 3': koaMount(koa3),
  'Koa 2': koaMount(koa2),
  'node:http': (grant) => asListener(nodeListener(grant)),
}

/** The servers of other makes that the examples show. */
export const examples: Readonly<Record<'Fastify 5' | 'Hono 4', Mount>> = {
  'Fastify 5': (grant) => {
    const app = createFastifyServer(grant)
    const ready = app.ready()
    return asListener(async (request, response) => {
      await ready
      app.routing(request, response)
    })
  },
  'Hono 4': (grant) => asListener(getRequestListener(createHonoApp(grant).fetch)),
}

/** Route handlers below a path, in a server that knows methods and paths as Next.js does. */
export function routesMount(prefix: string): Mount {
  return (grant) => {
    const below = createRouteHandlers(grant, prefix)
    const root = createRouteHandlers(grant)
    return asListener(
      getRequestListener((request) => {
        const handlers = new URL(request.url).pathname.startsWith('/.well-known/') ? root : below
        return request.method === 'POST' ? handlers.POST(request) : handlers.GET(request)
      }),
    )
  }
}

export { express4, express5, koa2, koa3 }

/** A server on a free port, and a sender that keeps its connections. */
export async function openServer(listener: RequestListener): Promise<Required<OpenDoor>> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  // On a busy machine the server would close a connection just as the next request is sent on it.
  server.keepAliveTimeout = 0
  await once(server, 'listening')
  const { port } = addressOf(server.address())
  const agent = new Agent({ keepAlive: true })
  return {
    port,
    send: (request) => sendBySocket(port, agent, request),
    async close() {
      agent.destroy()
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

/** A listener for `createServer` of node:http2. */
export type Http2Listener = NonNullable<Parameters<typeof createHttp2Server>[1]>

/** The same as `Mount`, for HTTP/2. */
export type Http2Mount = (grant: DeviceGrant) => Http2Listener

/** Every server that speaks HTTP/2, without TLS as it does behind a proxy. */
export const http2Mounts: Readonly<Record<'node:http2' | 'Koa 3 on node:http2' | 'Hono 4 on node:http2', Http2Mount>> =
  {
    'node:http2': (grant) => {
      const listener = nodeListener(grant)
      return (request, response) => void listener(request, response)
    },
    'Koa 3 on node:http2': (grant) => {
      const app = new koa3().use(koaMiddleware(grant))
      app.silent = true
      const serve = app.callback()
      return (request, response) => void serve(request, response)
    },
    'Hono 4 on node:http2': (grant) => {
      const serve = getRequestListener(createHonoApp(grant).fetch)
      return (request, response) => void serve(request, response)
    },
  }

/** An HTTP/2 server on a free port, and a sender that keeps one session. */
export async function openHttp2Server(listener: Http2Listener): Promise<OpenDoor> {
  const server = createHttp2Server(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = addressOf(server.address())
  const session = connectHttp2(`http://127.0.0.1:${port}`)
  return {
    port,
    send: (request) => sendByStream(session, request),
    async close() {
      session.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

async function sendByStream(session: ClientHttp2Session, request: AuditRequest): Promise<AuditResponse> {
  const { method, path, headers, body } = request
  const lines: Record<string, string | string[]> = Object.create(null)
  Object.assign(lines, { ':method': method, ':path': path })
  for (const [name, value] of headers) {
    const known = lines[name.toLowerCase()]
    lines[name.toLowerCase()] = known === undefined ? value : [known, value].flat()
  }
  const stream = session.request(lines, { endStream: body === undefined })
  if (body !== undefined) stream.end(Buffer.from(body))
  const [response] = await once(stream, 'response')
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk)
  const received = Object.entries<string | string[] | number>(response).filter(([name]) => !name.startsWith(':'))
  return {
    status: Number(response[':status']),
    headers: received.flatMap(([name, values]) => [values].flat().map((value) => [name, String(value)] as const)),
    body: Buffer.concat(chunks).toString(),
  }
}

/** The WHATWG door, which has no socket of its own. */
export function openFetch(grant: Mountable, origin: string): OpenDoor {
  const serve = fetchHandler(grant)
  return {
    async send({ method, path, headers, body }) {
      const sent = new Headers()
      for (const [name, value] of headers) sent.append(name, value)
      const request = new Request(origin + path, {
        method,
        headers: sent,
        ...(body !== undefined && { body: Buffer.from(body) }),
      })
      const response = (await serve(request, { remote: '127.0.0.1' })) ?? new Response('Not found', { status: 404 })
      return { status: response.status, headers: [...response.headers], body: await response.text() }
    },
    close: async () => {},
  }
}

function sendBySocket(port: number, agent: Agent, request: AuditRequest): Promise<AuditResponse> {
  const { method, path, headers, body } = request
  const bytes = Buffer.from(body ?? '')
  const length = body === undefined ? [] : ['Content-Length', String(bytes.length)]
  const lines = ['Host', `127.0.0.1:${port}`, ...headers.flat(), ...length]
  return new Promise((resolve, reject) => {
    const outgoing = sendRequest({ host: '127.0.0.1', port, agent, method, path, headers: lines })
    outgoing.on('error', reject).on('response', (incoming) => resolve(readResponse(incoming)))
    outgoing.end(bytes)
  })
}

async function readResponse(incoming: IncomingMessage): Promise<AuditResponse> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk)
  const { rawHeaders, statusCode = 0 } = incoming
  const headers: (readonly [string, string])[] = []
  for (let index = 0; index < rawHeaders.length; index += 2) {
    headers.push([rawHeaders[index] ?? '', rawHeaders[index + 1] ?? ''])
  }
  return { status: statusCode, headers, body: Buffer.concat(chunks).toString() }
}

/** A listener whose failures end the test run instead of being lost. */
export function asListener(serve: (...args: Parameters<RequestListener>) => Promise<void>): RequestListener {
  return (request, response) => void serve(request, response)
}

function addressOf(address: AddressInfo | string | null): AddressInfo {
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port')
  return address
}
