import type { HttpAnswer, HttpRequest, Mountable } from './message.js'
import { bodyOf } from './node-body.js'
import type { NodeRequest, NodeResponse } from './node-exchange.js'
import { headersOf } from './node-headers.js'

/**
 * Serves a request, or calls `next` when its path is not ours. Without `next` such a request is answered 404. Never rejects:
 * what fails, in `next` as well, is reported to `onFault` and answered with 500.
 */
export type NodeListener<Request extends NodeRequest = NodeRequest> = (
  request: Request,
  response: NodeResponse,
  next?: () => unknown,
) => Promise<void>

/**
 * The node:http door: a listener for `createServer` of node:http or node:http2, or a middleware for anything that calls
 * (request, response, next). `read` makes a request value of a request: `requestFromNode` unless given.
 *
 * @example
 * ```ts
 * createServer(nodeListener(grant)).listen(8080)
 * ```
 */
export function nodeListener<Request extends NodeRequest = NodeRequest>(
  grant: Mountable,
  read: (request: Request) => HttpRequest = requestFromNode,
): NodeListener<Request> {
  const fail = (fault: unknown, during: string, { url }: Request, response: NodeResponse): void => {
    const answer = grant.answerFault(fault, during, targetOf(url ?? '/').path)
    // Half an answer of somebody else's cannot be taken back: the client learns by the end of the connection.
    if (response.headersSent && !response.writableEnded) response.destroy()
    else answerToNode(answer, response)
  }
  return async (request, response, next) => {
    try {
      const answer = await grant.handler(read(request))
      if (answer !== undefined) {
        if (typeof request.baseUrl === 'string') grant.mountedAt(request.baseUrl)
        return answerToNode(answer, response)
      }
    } catch (fault) {
      return fail(fault, 'serving a request of node:http', request, response)
    }
    if (next === undefined) return answerToNode(notFound, response)
    try {
      await next()
    } catch (fault) {
      fail(fault, 'calling next() for a path that is not ours', request, response)
    }
  }
}

const notFound: HttpAnswer = { status: 404, headers: { 'Content-Type': 'text/plain' }, body: 'Not found' }

/** What a framework keeps elsewhere than in the request of node:http. */
export interface NodeRequestParts {
  /** The request target. The request's own unless given. */
  readonly url?: string
  /** What is before our paths in the target: `/api`. A path that is not below it is empty here, and so not ours. */
  readonly prefix?: string
  /** What a body parser has made of the body. `request.body` unless given. */
  readonly body?: unknown
}

/**
 * A node:http request as plain values. `request.url` is taken as relative to the mount, as Express leaves it. Works with
 * requests that are made in Node's likeness, as for tests and for functions without a server.
 */
export function requestFromNode(request: NodeRequest, parts: NodeRequestParts = {}): HttpRequest {
  const { path, query } = targetOf(parts.url ?? request.url ?? '/')
  // A likeness may have no socket.
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
  const url = target.replace(/^https?:\/\/[^/?]*/i, '')
  const question = url.indexOf('?')
  return question === -1 ? { path: url, query: '' } : { path: url.slice(0, question), query: url.slice(question + 1) }
}

/** Writes an answer unaltered, as bytes of known length. Whoever has answered first, a time limit say, is left to it. */
export function answerToNode({ status, headers, body }: HttpAnswer, response: NodeResponse): void {
  if (response.headersSent || isGone(response)) return
  response.removeHeader('X-Powered-By')
  const { Connection: connection, ...others } = toNode(headers)
  const written = { 'Content-Length': Buffer.byteLength(body), ...others }
  if (!('stream' in response)) {
    response.writeHead(status, connection === undefined ? written : { ...written, Connection: connection }).end(body)
    return
  }
  // RFC 9113 §8.2.2: HTTP/2 has no header of the connection. What stands for it ends the stream alone (§8.1).
  response.writeHead(status, written).end(body)
  if (connection !== undefined) response.stream.close()
}

function isGone(response: NodeResponse): boolean {
  return 'stream' in response ? response.stream.destroyed || response.stream.closed : response.destroyed
}

function toNode(headers: HttpAnswer['headers']): Record<string, string | string[]> {
  const pairs = Object.entries(headers).map(([name, value]) => [name, typeof value === 'string' ? value : [...value]])
  return Object.fromEntries(pairs)
}
