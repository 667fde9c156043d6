import type { IncomingMessage, ServerResponse } from 'node:http'
import { clearTimeout, setTimeout } from 'node:timers'
import { type HttpAnswer, type HttpHandler, type HttpRequest, type RequestBody, slowestBody } from './message.js'

/** How much of a body that is too large is read and thrown away, so that the client gets to hear why. */
const mostDrained = 16 * 1_024 * 1_024

/** A request as node:http has it, or as a framework on top has left it. */
export type NodeRequest = IncomingMessage & { readonly body?: unknown }

/** Serves a request, or calls `next` when its path is not ours. Without `next` such a request is answered 404. */
export type NodeListener = (request: NodeRequest, response: ServerResponse, next?: () => void) => Promise<void>

/** The node:http door: a listener for `createServer`, or a middleware for anything that speaks (req, res, next). */
export function nodeListener(handler: HttpHandler): NodeListener {
  return async (request, response, next) => {
    const answer = await handler(requestFromNode(request))
    if (answer !== undefined) return answerToNode(answer, response)
    if (next !== undefined) return next()
    response.writeHead(404, { 'Content-Type': 'text/plain' }).end('Not found')
  }
}

/** What a framework keeps elsewhere than in the request of node:http. */
export interface NodeRequestParts {
  /** The request target relative to the mount. The request's own unless given. */
  readonly url?: string
  /** What a body parser has made of the body. `request.body` unless given. */
  readonly body?: unknown
}

/** A node:http request as plain values. `request.url` is taken as relative to the mount, as Express leaves it. */
export function requestFromNode(request: NodeRequest, parts: NodeRequestParts = {}): HttpRequest {
  // RFC 9112 §3.2.2: a server accepts the absolute form of a target too.
  const url = (parts.url ?? request.url ?? '/').replace(/^https?:\/\/[^/?]*/i, '')
  const question = url.indexOf('?')
  const remote = request.socket.remoteAddress
  return {
    method: request.method ?? 'GET',
    path: question === -1 ? url : url.slice(0, question),
    query: question === -1 ? '' : url.slice(question + 1),
    headers: headersOf(request),
    body: bodyOf(request, 'body' in parts ? parts.body : request.body),
    ...(remote !== undefined && { remote }),
  }
}

/** Writes an answer unaltered, as bytes of known length. Whoever has answered first, a time limit say, is left to it. */
export function answerToNode({ status, headers, body }: HttpAnswer, response: ServerResponse): void {
  if (response.headersSent || response.destroyed) return
  response.removeHeader('X-Powered-By')
  response.writeHead(status, { 'Content-Length': Buffer.byteLength(body), ...toNode(headers) }).end(body)
}

function toNode(headers: HttpAnswer['headers']): Record<string, string | string[]> {
  const pairs = Object.entries(headers).map(([name, value]) => [name, typeof value === 'string' ? value : [...value]])
  return Object.fromEntries(pairs)
}

// Node keeps the first of several Authorization headers in silence. Two of them are two clients: joined, they are none.
// Requests that somebody else has made in Node's likeness do not count them.
function headersOf(request: IncomingMessage): HttpRequest['headers'] {
  const { headers } = request
  if (headers.authorization === undefined) return plain(headers)
  const { headersDistinct }: { readonly headersDistinct?: IncomingMessage['headersDistinct'] } = request
  const all = headersDistinct?.['authorization']?.join(', ')
  return { ...plain(headers), authorization: all ?? headers.authorization }
}

function plain(headers: IncomingMessage['headers']): Record<string, string | undefined> {
  const { 'set-cookie': _never, ...single } = headers
  const flat: Record<string, string | undefined> = {}
  for (const [name, value] of Object.entries(single)) flat[name] = Array.isArray(value) ? value.join(', ') : value
  return flat
}

// Whether somebody has read the stream is asked of the stream: some parsers leave an empty object where they did not.
function bodyOf(request: NodeRequest, parsed: unknown): RequestBody {
  if (request.readableDidRead) return { kind: 'parsed', value: parsed }
  // A parser that met an empty body has ended the stream without reading a byte: no event is still to come.
  if (request.readableEnded) return { kind: 'stream', read: async () => new Uint8Array() }
  return { kind: 'stream', read: (limit) => read(request, limit) }
}

type BodyRead = Awaited<ReturnType<Extract<RequestBody, { kind: 'stream' }>['read']>>

function read(request: IncomingMessage, limit: number): Promise<BodyRead> {
  return new Promise((resolve) => {
    if (request.destroyed) return resolve('cutOff')
    const chunks: Buffer[] = []
    let size = 0

    const settle = (result: BodyRead): void => {
      clearTimeout(timer)
      request.off('data', take).off('end', end).off('close', cut).off('error', cut)
      request.resume()
      resolve(result)
    }
    const take = (chunk: Buffer | string): void => {
      // Somebody before us may have asked the stream for text.
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk, request.readableEncoding ?? 'utf8') : chunk
      size += bytes.length
      if (size <= limit) chunks.push(bytes)
      else chunks.length = 0
      if (size > mostDrained) settle('tooLarge')
    }
    const end = (): void => settle(size > limit ? 'tooLarge' : Buffer.concat(chunks))
    const cut = (): void => settle('cutOff')
    const timer = setTimeout(() => settle(size > limit ? 'tooLarge' : 'tooSlow'), slowestBody)

    request.on('data', take).on('end', end).on('close', cut).on('error', cut)
  })
}
