import { checkOptionNames } from '../misuse/option-names.js'
import { type HttpAnswer, type HttpHandler, type HttpRequest, type RequestBody, slowestBody } from './message.js'

/** What a fetch-style server may know of a request beside the `Request` itself. */
export interface FetchInfo {
  /** The address of the peer at the other end of the connection. */
  readonly remote?: string
}

/** Serves a WHATWG `Request`, or says with `undefined` that its path is not ours. */
export type FetchHandler = (request: Request, info?: FetchInfo) => Promise<Response | undefined>

/**
 * The WHATWG fetch door, for Hono, Next.js route handlers, Deno and the like. `prefix` is the path below which the
 * handler is mounted, when requests arrive with it: `/api`. Throws a `TypeError` for anything that is no such path.
 */
export function fetchHandler(handler: HttpHandler, options: { readonly prefix?: string } = {}): FetchHandler {
  checkOptionNames('fetchHandler', options, { prefix: true })
  const { prefix = '' } = options
  if (!/^(?:\/[^/?#]+)*$/.test(prefix)) throw new TypeError(`prefix must be a path such as /api, not ${prefix}`)
  return async (request, info = {}) => {
    const { pathname, search } = new URL(request.url)
    if (!pathname.startsWith(`${prefix}/`)) return undefined
    const answer = await handler(requestFromFetch(request, pathname.slice(prefix.length), search.slice(1), info))
    return answer && answerToFetch(answer)
  }
}

function requestFromFetch(request: Request, path: string, query: string, { remote }: FetchInfo): HttpRequest {
  return {
    method: request.method,
    path,
    query,
    headers: Object.fromEntries(request.headers),
    body: bodyOf(request),
    ...(remote !== undefined && { remote }),
  }
}

// Given text, even none, a Response adds a Content-Type of its own.
function answerToFetch({ status, headers, body }: HttpAnswer): Response {
  const sent = new Headers()
  for (const [name, values] of Object.entries(headers)) {
    for (const value of [values].flat()) sent.append(name, value)
  }
  return new Response(body === '' ? null : body, { status, headers: sent })
}

function bodyOf(request: Request): RequestBody {
  return { kind: 'stream', read: (limit) => read(request, limit) }
}

type BodyRead = Awaited<ReturnType<Extract<RequestBody, { kind: 'stream' }>['read']>>

async function read({ body, bodyUsed }: Request, limit: number): Promise<BodyRead> {
  if (body === null) return new Uint8Array()
  if (bodyUsed) return 'cutOff'
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
