import { checkOptionNames } from '../../misuse/option-names.js'
import type { HttpRequest } from '../../ports/http-request.js'
import type { HttpResponse, Mountable } from '../message.js'
import { bodyOf } from './fetch-body.js'
import { checkMountable, checkPrefix } from './mount.js'

/** The facts about a request that a `Request` does not hold. */
export interface FetchInfo {
  /** The address of the peer at the other end of the connection. */
  readonly remote?: string
  /**
   * Whether the connection is HTTP/2, where responses have no `Connection` header (RFC 9113 §8.2.2).
   *
   * @defaultValue `false`
   */
  readonly http2?: boolean
  /**
   * The parsed body, if the host has already read it: an object, `FormData`, `URLSearchParams`, text or bytes. Ignored
   * while the body of the `Request` is unread.
   */
  readonly body?: unknown
}

/**
 * Returns the response to a WHATWG `Request`, or `undefined` if its path is not served here. Never rejects: a fault is
 * reported to `onFault`, and the response is 500.
 */
export type FetchHandler = (request: Request, info?: FetchInfo) => Promise<Response | undefined>

/**
 * Returns the WHATWG fetch door, for Hono, Next.js route handlers, Deno and similar hosts.
 *
 * @param grant - the device grant to serve
 * @param options - `prefix` is the path of the mount, such as `/api`, if requests arrive with it
 * @defaultValue the root for `prefix`
 * @throws `TypeError` when `grant` is not a device grant, or when `prefix` is not such a path, for example `api` or
 *   `/api/`.
 * @throws `ConfigurationError` for an unknown option.
 * @example
 * ```ts
 * const devicegrant = fetchHandler(grant, { prefix: '/api' })
 * export const GET = async (request: Request) => (await devicegrant(request)) ?? new Response(null, { status: 404 })
 * ```
 */
export function fetchHandler(grant: Mountable, options: { readonly prefix?: string } = {}): FetchHandler {
  checkMountable('fetchHandler', grant)
  checkOptionNames('fetchHandler', options, { prefix: true })
  const { prefix = '' } = options
  checkPrefix(prefix)
  grant.mountedAt(prefix)
  return async (request, given) => {
    // Some servers pass `null` if they know no facts.
    const info = given ?? {}
    let path: string | undefined
    try {
      const { pathname, search } = new URL(request.url)
      if (!pathname.startsWith(`${prefix}/`)) return undefined
      path = pathname.slice(prefix.length)
      const response = await grant.handler(requestFromFetch(request, path, search.slice(1), info))
      return response && responseToFetch(response, info)
    } catch (fault) {
      return responseToFetch(grant.respondToFault(fault, 'serving a fetch Request', path), info)
    }
  }
}

/**
 * Returns the WHATWG fetch door of a server without other paths: it responds 404 to them. Servers pass different second
 * arguments, so it takes none.
 */
export function fetchEverything(grant: Mountable): (request: Request) => Promise<Response> {
  const serve = fetchHandler(grant)
  return async (request) => (await serve(request)) ?? new Response(null, { status: 404 })
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

// A Response with a text body adds its own Content-Type, even if the text is empty.
function responseToFetch({ status, headers, body }: HttpResponse, { http2 = false }: FetchInfo): Response {
  const sent = http2 ? withoutConnection(headers) : headers
  return new Response(body === '' ? null : body, { status, headers: writable(sent) })
}

function withoutConnection({ Connection: _connection, ...others }: HttpResponse['headers']): HttpResponse['headers'] {
  return others
}

// Servers that write a Response themselves do so faster with a plain object, which cannot hold a name twice.
function writable(headers: HttpResponse['headers']): Headers | Readonly<Record<string, string>> {
  if (hasEachOnce(headers)) {
    for (const [name, value] of Object.entries(headers)) checkHeader(name, value)
    return headers
  }
  const sent = new Headers()
  for (const [name, values] of Object.entries(headers)) {
    for (const value of [values].flat()) sent.append(name, value)
  }
  return sent
}

function hasEachOnce(headers: HttpResponse['headers']): headers is Readonly<Record<string, string>> {
  return Object.values(headers).every((value) => typeof value === 'string')
}

const token = /^[\w!#$%&'*+.^`|~-]+$/
const fieldValue = /^[\t\u0020-\u007e\u0080-\u00ff]*$/

// RFC 9110 §5.1 and §5.5. A server that takes a plain object may find the fault only when it writes, and then its own error
// is what the client receives.
function checkHeader(name: string, value: string): void {
  if (!token.test(name) || !fieldValue.test(value)) throw new TypeError(`the header ${name} cannot be written`)
}
