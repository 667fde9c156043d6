import type { RequestListener } from 'node:http'
import { answerToNode, type HttpAnswer, type HttpRequest, type RequestBody, requestFromNode } from '@devicegrant/core'
import type { Host } from './host.js'
import { type HostRoute, json } from './routes.js'

const longestBody = 10_000

/** The demo in a server of its own, on bare node:http. */
export function createNodeApp(host: Host): RequestListener {
  return async (incoming, response) => {
    try {
      answerToNode(await answer(host, requestFromNode(incoming)), response)
    } catch (fault) {
      console.error(fault)
      answerToNode(json(500, { error: 'something failed here' }), response)
    }
  }
}

const notFound = json(404, { error: 'nothing is here' })

async function answer({ grant, path, routes }: Host, request: HttpRequest): Promise<HttpAnswer> {
  const here = relativeTo(path, request)
  if (here === undefined) return notFound
  return (await grant.handler(here)) ?? (await answerOwn(routes, here))
}

function relativeTo(prefix: string, request: HttpRequest): HttpRequest | undefined {
  const { path } = request
  // RFC 8414 §3.1: the metadata of an issuer with a path is found at the root of its host.
  if (prefix !== '' && path === `/.well-known/oauth-authorization-server${prefix}`) return request
  return path === prefix || path.startsWith(`${prefix}/`) ? { ...request, path: path.slice(prefix.length) } : undefined
}

async function answerOwn(routes: readonly HostRoute[], request: HttpRequest): Promise<HttpAnswer> {
  for (const route of routes) {
    const name = request.method === route.method ? nameIn(route.path, request.path || '/') : undefined
    if (name === undefined) continue
    const body = route.method === 'PATCH' ? await readJson(request.body) : undefined
    return route.answer({ authorization: request.headers['authorization'], name, body })
  }
  return notFound
}

// The name in the path, empty where the route has none; undefined where the path is another.
function nameIn(route: string, path: string): string | undefined {
  const before = route.replace(':name', '')
  if (before === route) return path === route ? '' : undefined
  return path.startsWith(before) ? path.slice(before.length) : undefined
}

// What is not JSON is nothing, and the route says what it would have liked.
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
