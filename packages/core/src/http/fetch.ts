import { checkOptionNames } from '../misuse/option-names.js'
import {
  type BodyRead,
  type HttpAnswer,
  type HttpRequest,
  type Mountable,
  type RequestBody,
  slowestBody,
} from './message.js'
import { checkPrefix } from './mount.js'

/** What a fetch-style server may know of a request beside the `Request` itself. */
export interface FetchInfo {
  /** The address of the peer at the other end of the connection. */
  readonly remote?: string
  /** Whether the connection is one of HTTP/2, where answers have no `Connection` header (RFC 9113 §8.2.2). */
  readonly http2?: boolean
  /**
   * What the host has made of the body, where it has read it before: an object, `FormData`, `URLSearchParams`, text or
   * bytes. It is not looked at while the body of the request is unread.
   */
  readonly body?: unknown
}

/**
 * Serves a WHATWG `Request`, or says with `undefined` that its path is not ours. Never rejects: what fails is reported to
 * `onFault` and answered with 500.
 */
export type FetchHandler = (request: Request, info?: FetchInfo) => Promise<Response | undefined>

/**
 * The WHATWG fetch door, for Hono, Next.js route handlers, Deno and the like. `prefix` is the path below which the
 * handler is mounted, when requests arrive with it: `/api`.
 *
 * @throws TypeError if `prefix` is no such path, as `api` or `/api/`.
 * @example
 * ```ts
 * const devicegrant = fetchHandler(grant, { prefix: '/api' })
 * export const GET = async (request: Request) => (await devicegrant(request)) ?? new Response(null, { status: 404 })
 * ```
 */
export function fetchHandler(grant: Mountable, options: { readonly prefix?: string } = {}): FetchHandler {
  checkOptionNames('fetchHandler', options, { prefix: true })
  const { prefix = '' } = options
  checkPrefix(prefix)
  grant.mountedAt(prefix)
  return async (request, info = {}) => {
    let path: string | undefined
    try {
      const { pathname, search } = new URL(request.url)
      if (!pathname.startsWith(`${prefix}/`)) return undefined
      path = pathname.slice(prefix.length)
      const answer = await grant.handler(requestFromFetch(request, path, search.slice(1), info))
      return answer && answerToFetch(answer, info)
    } catch (fault) {
      return answerToFetch(grant.answerFault(fault, 'serving a fetch Request', path), info)
    }
  }
}

function requestFromFetch(request: Request, path: string, query: string, info: FetchInfo): HttpRequest {
  const { remote } = info
  return {
    method: request.method,
    path,
    query,
    headers: headersOf(request),
    body: bodyOf(request, info.body),
    ...(remote !== undefined && { remote }),
  }
}

function headersOf(request: Request): HttpRequest['headers'] {
  const headers: Record<string, string | undefined> = Object.create(null)
  for (const [name, value] of request.headers) headers[name] = value
  return headers
}

// Given text, even none, a Response adds a Content-Type of its own.
function answerToFetch({ status, headers, body }: HttpAnswer, { http2 = false }: FetchInfo): Response {
  const sent = new Headers()
  for (const [name, values] of Object.entries(headers)) {
    if (http2 && name === 'Connection') continue
    for (const value of [values].flat()) sent.append(name, value)
  }
  return new Response(body === '' ? null : body, { status, headers: sent })
}

function bodyOf(request: Request, parsed: unknown): RequestBody {
  if (!request.bodyUsed && request.body?.locked !== true)
    return { kind: 'stream', read: (limit) => read(request, limit) }
  return parsed === undefined ? { kind: 'usedUp' } : { kind: 'parsed', value: parsed }
}

async function read({ body }: Request, limit: number): Promise<BodyRead> {
  if (body === null) return new Uint8Array()
  const reader = body.getReader()
  let late = false
  const timer = setTimeout(() => {
    late = true
    reader.cancel().catch(() => 'a stream that failed meanwhile needs no cancelling')
  }, slowestBody)
  try {
    const bytes = await collect(reader, limit)
    return late ? 'tooSlow' : bytes
  } catch {
    // A body stream fails when its sender goes away, who then hears nothing of the answer either.
    return late ? 'tooSlow' : 'cutOff'
  } finally {
    clearTimeout(timer)
  }
}

async function collect(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  limit: number,
): Promise<Uint8Array | 'tooLarge'> {
  const chunks: Uint8Array[] = []
  let size = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return Buffer.concat(chunks)
    size += value.length
    if (size > limit) {
      await reader.cancel()
      return 'tooLarge'
    }
    chunks.push(value)
  }
}
