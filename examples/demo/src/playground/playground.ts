import { AsyncLocalStorage } from 'node:async_hooks'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { ClientRegistry, SecurityEvent } from '@devicegrant/core'
import type { Dialect } from '@devicegrant/core/dialects'
import { type HostRoute, json, type StreamRoute } from '../routes.js'
import type { PlaygroundConfig } from './config.js'
import { readFiles } from './files.js'
import { languagesOf } from './languages.js'
import { fileResponse, pageResponse } from './page.js'
import { createSessions, streamHeaders } from './sessions.js'

const heartbeat = 15_000
const second = 1_000
const shortLivedHeader = 'Playground-Short-Lived'
const grantHeader = 'Playground-Grant'
const clientId = 'demo-living-room'
const scope = 'openid offline_access read'

/** The page at `/` on which a newcomer sees a device, a phone, and what they send. */
export interface Playground {
  readonly routes: readonly HostRoute[]
  readonly streams: readonly StreamRoute[]
  /** Lets the other functions know to which request a call of theirs belongs. */
  inFrontOf(listener: RequestListener): RequestListener
  /** Returns the same clients. A playground that asks for it gets codes that expire soon. */
  withShortLifetimes(clients: ClientRegistry): ClientRegistry
  /** Sends an event to the browser that started its grant. */
  onEvent(event: SecurityEvent): void
  /** Ends the streams, so that the server can end. */
  close(): void
}

interface Call {
  readonly request: IncomingMessage
  readonly response: ServerResponse
}

/** Creates the playground of a server with this issuer. `shortLifetime` is in milliseconds. */
export function createPlayground(options: {
  readonly issuer: string
  readonly dialects: readonly Dialect[]
  readonly shortLifetime: number
}): Playground {
  const { issuer, dialects, shortLifetime } = options
  const { pathname, protocol, port } = new URL(issuer)
  const path = pathname.replace(/\/$/, '')
  const secure = protocol === 'https:'
  // The cookies of all ports of a host are in one jar. With the port in the name, two demos do not disturb each other.
  const cookieName = secure ? '__Host-playground' : `playground-${port}`
  const config: PlaygroundConfig = {
    issuer,
    path,
    shortLifetime: shortLifetime / second,
    shortLivedHeader,
    grantHeader,
    account: { username: 'alice', password: 'correct horse battery staple' },
    languages: languagesOf(dialects, clientId, scope),
  }
  const sessions = createSessions()
  const files = readFiles()
  const calls = new AsyncLocalStorage<Call>()
  const beating = setInterval(() => sessions.beat(), heartbeat).unref()

  const sessionOf = (request: IncomingMessage): string | undefined => {
    const id = cookieIn(request.headers.cookie, cookieName)
    return id !== undefined && sessions.has(id) ? id : undefined
  }

  return {
    routes: [
      {
        method: 'GET',
        path: '/',
        async respond() {
          const request = calls.getStore()?.request
          if (request !== undefined && sessionOf(request) !== undefined) return pageResponse(config)
          const attributes = `HttpOnly; SameSite=Lax; Path=/${secure ? '; Secure' : ''}`
          return pageResponse(config, { 'Set-Cookie': `${cookieName}=${sessions.open()}; ${attributes}` })
        },
      },
      {
        method: 'GET',
        path: '/playground/:name',
        async respond({ name }) {
          const body = files.get(name)
          return body === undefined ? json(404, { error: 'not found' }) : fileResponse(name, body)
        },
      },
    ],
    streams: [
      {
        path: '/playground/events',
        open(request, response) {
          const id = sessionOf(request)
          const lastId = Number(request.headers['last-event-id'] ?? 0)
          // A browser connects again after every end of a stream, except after these two.
          if (id === undefined) response.writeHead(204).end()
          // RFC 9110 §9.3.2: the response to HEAD ends after its headers.
          else if (request.method === 'HEAD') response.writeHead(200, streamHeaders).end()
          else if (!sessions.listen(id, lastId, response)) response.writeHead(503).end()
        },
      },
    ],
    inFrontOf: (listener) => (request, response) => calls.run({ request, response }, () => listener(request, response)),
    withShortLifetimes: (clients) => ({
      async findClient(id) {
        const client = await clients.findClient(id)
        const request = calls.getStore()?.request
        const asked = request?.headers[shortLivedHeader.toLowerCase()] === 'yes'
        return client && asked && request && sessionOf(request) !== undefined
          ? { ...client, codeLifetime: shortLifetime }
          : client
      },
    }),
    onEvent(event) {
      const call = calls.getStore()
      const id = call && sessionOf(call.request)
      if (event.type === 'authorizationIssued' && event.grantId !== undefined && call && id !== undefined) {
        sessions.follow(id, event.grantId)
        call.response.setHeader(grantHeader, event.grantId)
      }
      sessions.report(event)
    },
    close() {
      clearInterval(beating)
      sessions.close()
    },
  }
}

function cookieIn(header: string | undefined, name: string): string | undefined {
  const pairs = (header ?? '').split(/; */)
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1)
}
