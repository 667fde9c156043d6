import type { IncomingMessage, RequestListener } from 'node:http'
import type { HttpRequest } from '@devicegrant/core'
import { type HttpResponse, type RequestBody, requestFromNode, responseToNode } from '@devicegrant/core/adapters'
import type { Host } from './host.js'
import { type HostRoute, json, type StreamRoute } from './routes.js'

const longestBody = 10_000

/** Creates the demo on plain node:http. */
export function createNodeApp(host: Host): RequestListener {
  return async (incoming, response) => {
    try {
      const stream = streamFor(host, incoming)
      if (stream !== undefined) stream.open(incoming, response)
      else responseToNode(await respond(host, requestFromNode(incoming)), response)
    } catch (fault) {
      console.error(fault)
      responseToNode(json(500, { error: 'the server failed; its log has the reason' }), response)
    }
  }
}

function streamFor({ path, streams }: Host, { method, url = '' }: IncomingMessage): StreamRoute | undefined {
  const [asked] = url.split('?')
  return isRead(method) ? streams.find((stream) => `${path}${stream.path}` === withoutLastSlash(asked)) : undefined
}

const notFound = json(404, { error: 'not found' })

async function respond({ grants, path, routes }: Host, request: HttpRequest): Promise<HttpResponse> {
  const here = relativeTo(path, request)
  if (here === undefined) return notFound
  for (const grant of grants) {
    const response = await grant.handler(here)
    if (response !== undefined) return response
  }
  return respondOwn(routes, here, path + here.path)
}

function relativeTo(prefix: string, request: HttpRequest): HttpRequest | undefined {
  const { path } = request
  // RFC 8414 §3.1: the metadata of an issuer with a path is at the root of its host.
  if (prefix !== '' && `${path}/`.startsWith(`/.well-known/oauth-authorization-server${prefix}/`)) return request
  return path === prefix || path.startsWith(`${prefix}/`) ? { ...request, path: path.slice(prefix.length) } : undefined
}

async function respondOwn(routes: readonly HostRoute[], request: HttpRequest, url: string): Promise<HttpResponse> {
  for (const route of routes) {
    const name = accepts(route, request) ? nameIn(route.path, withoutLastSlash(request.path)) : undefined
    if (name === undefined) continue
    const body = route.method === 'PATCH' ? await readJson(request.body) : undefined
    const { authorization, dpop } = request.headers
    return route.respond({ method: request.method, url, authorization, dpop, name, body })
  }
  return notFound
}

function accepts({ method }: HostRoute, request: HttpRequest): boolean {
  return request.method === method || (method === 'GET' && isRead(request.method))
}

// RFC 9110 §9.3.2: HEAD is GET without the body, which node:http leaves out.
function isRead(method: string | undefined): boolean {
  return method === 'GET' || method === 'HEAD'
}

// As in Express and Koa, a slash at the end leads to the same route.
function withoutLastSlash(path = ''): string {
  return path.replace(/\/$/, '') || '/'
}

// Returns the name in the path, an empty text if the route has no name, and `undefined` if the path is another.
function nameIn(route: string, path: string): string | undefined {
  const before = route.replace(':name', '')
  if (before === route) return path === route ? '' : undefined
  return path.startsWith(before) ? decoded(path.slice(before.length)) : undefined
}

// Returns `undefined` if the name cannot be decoded. No route has such a name.
function decoded(name: string): string | undefined {
  try {
    return decodeURIComponent(name)
  } catch (fault) {
    if (fault instanceof URIError) return undefined
    throw fault
  }
}

// Returns `undefined` if the body is not JSON. The route then responds with the allowed members.
async function readJson(body: RequestBody): Promise<unknown> {
  if (body.kind === 'parsed') return body.value
  const bytes = body.kind === 'stream' ? await body.read(longestBody) : 'usedUp'
  try {
    return typeof bytes === 'string' ? undefined : JSON.parse(new TextDecoder().decode(bytes))
  } catch (fault) {
    if (fault instanceof SyntaxError) return undefined
    throw fault
  }
}
