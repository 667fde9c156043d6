import type { HttpRequest } from '../../ports/http-request.js'
import type { HttpResponse, Mountable } from '../message.js'
import { checkMountable } from './mount.js'
import { bodyOf } from './node-body.js'
import type { NodeRequest, NodeResponse } from './node-exchange.js'
import { headersOf } from './node-headers.js'

/**
 * Serves a request, or calls `next` if its path is not served here. Without `next` the response is then 404. Never
 * rejects: a fault, also one of `next`, is reported to `onFault`, and the response is 500.
 */
export type NodeListener<Request extends NodeRequest = NodeRequest> = (
  request: Request,
  response: NodeResponse,
  next?: () => unknown,
) => Promise<void>

/**
 * Returns the node:http door: a listener for `createServer` of node:http or node:http2, or a middleware for frameworks
 * that call (request, response, next).
 *
 * @param grant - the device grant to serve
 * @param read - returns a request as plain values
 * @defaultValue `requestFromNode` for `read`
 * @throws `TypeError` when `grant` is not a device grant.
 * @example
 * ```ts
 * createServer(nodeListener(grant)).listen(8080)
 * ```
 */
export function nodeListener<Request extends NodeRequest = NodeRequest>(
  grant: Mountable,
  read: (request: Request) => HttpRequest = requestFromNode,
): NodeListener<Request> {
  checkMountable('nodeListener', grant)
  const fail = (fault: unknown, during: string, { url }: Request, response: NodeResponse): void => {
    const { path } = targetOf(url ?? '/')
    const served = grant.respondToFault(fault, during, path)
    // Other code has sent a part of its response, so only an aborted response shows the client a failure.
    if (response.headersSent && !response.writableEnded) return abort(response)
    try {
      responseToNode(served, response)
    } catch (failure) {
      grant.respondToFault(failure, `responding after ${during}`, path)
      abort(response)
    }
  }
  return async (request, response, next) => {
    try {
      const served = await grant.handler(read(request))
      if (served !== undefined && typeof request.baseUrl === 'string') grant.mountedAt(request.baseUrl)
      if (served !== undefined || next === undefined) return responseToNode(served ?? notFound, response)
    } catch (fault) {
      return fail(fault, 'serving a request of node:http', request, response)
    }
    try {
      await next()
    } catch (fault) {
      forgetHeaders(response)
      fail(fault, 'calling next() for a path that is not ours', request, response)
    }
  }
}

const internalError = 2

// RFC 9113 §7. `destroy` would end a stream of HTTP/2 with NO_ERROR, like a complete response.
function abort(response: NodeResponse): void {
  if ('stream' in response) response.stream.close(internalError)
  else response.destroy()
}

// Headers that the application has set for its own response, such as an encoding, are wrong for ours.
function forgetHeaders(response: NodeResponse): void {
  if (response.headersSent) return
  for (const name of response.getHeaderNames()) response.removeHeader(name)
}

const notFound: HttpResponse = { status: 404, headers: { 'Content-Type': 'text/plain' }, body: 'Not found' }

/** The parts of a request that a framework does not keep in the request of node:http. */
export interface NodeRequestParts {
  /** The request target. @defaultValue `request.url` */
  readonly url?: string
  /**
   * The path of the mount, such as `/api`. A target outside it becomes an empty path, which is not served.
   *
   * @defaultValue `''`
   */
  readonly prefix?: string
  /** The result of a body parser. @defaultValue `request.body` */
  readonly body?: unknown
}

/**
 * Returns a node:http request as plain values. `request.url` must be relative to the mount, as in Express. Mocks of
 * Node requests, for example in tests and serverless functions, also work.
 *
 * @param request - a request of node:http or node:http2
 * @param parts - values that replace those of the request
 * @example
 * ```ts
 * const listener = nodeListener(grant, (request) => requestFromNode(request, { prefix: '/api' }))
 * ```
 */
export function requestFromNode(request: NodeRequest, parts: NodeRequestParts = {}): HttpRequest {
  const { path, query } = targetOf(parts.url ?? request.url ?? '/')
  // A mock may have no socket.
  const { socket }: { readonly socket?: { readonly remoteAddress?: string | undefined } } = request
  const remote = socket?.remoteAddress
  return {
    method: request.method ?? 'GET',
    path: below(parts.prefix ?? '', path),
    query,
    headers: headersOf(request),
    body: bodyOf(request, 'body' in parts ? parts.body : request.body),
    ...(remote !== undefined && { remote }),
  }
}

function below(prefix: string, path: string): string {
  return path.startsWith(`${prefix}/`) || prefix === '' ? path.slice(prefix.length) : ''
}

function targetOf(target: string): Pick<HttpRequest, 'path' | 'query'> {
  // RFC 9112 §3.2.2: a server accepts the absolute form of a target too.
  const url = target.startsWith('/') ? target : target.replace(/^https?:\/\/[^/?]*/i, '')
  const question = url.indexOf('?')
  return question === -1 ? { path: url, query: '' } : { path: url.slice(0, question), query: url.slice(question + 1) }
}

/**
 * Writes a response unaltered, with its length in bytes. Does nothing if other code, for example a timeout of the host,
 * has already responded, or if the connection has ended.
 *
 * @example
 * ```ts
 * const verdict = await checkBearer(request.headers.authorization)
 * if (!verdict.ok) responseToNode(verdict.response, response)
 * ```
 */
export function responseToNode({ status, headers, body }: HttpResponse, response: NodeResponse): void {
  if (response.headersSent || isGone(response)) return
  response.removeHeader('X-Powered-By')
  const written: Record<string, number | string | string[]> = { 'Content-Length': Buffer.byteLength(body) }
  for (const [name, value] of Object.entries(headers)) written[name] = typeof value === 'string' ? value : [...value]
  if (!('stream' in response)) {
    response.writeHead(status, written).end(body)
    return
  }
  // RFC 9113 §8.2.2: HTTP/2 has no `Connection` header. Closing the stream replaces it (§8.1).
  const { Connection: connection, ...others } = written
  response.writeHead(status, others).end(body)
  if (connection !== undefined) response.stream.close()
}

function isGone(response: NodeResponse): boolean {
  return 'stream' in response ? response.stream.destroyed || response.stream.closed : response.destroyed
}
