/**
 * Mounts devicegrant in a Koa 2 or 3 application.
 *
 * @packageDocumentation
 */

import type { HttpRequest } from '@devicegrant/core'
import {
  checkMountable,
  checkOptionNames,
  checkPrefix,
  type HttpResponse,
  type Mountable,
  type NodeResponse,
  requestFromNode,
} from '@devicegrant/core/adapters'
import type { Context, Middleware, Request } from 'koa'

const contextKey = Symbol('the Koa context')

/** A request value with the Koa context behind it. */
interface KoaRequest extends HttpRequest {
  readonly [contextKey]: Context
}

/** Options of `koaMiddleware`. */
export interface KoaMountOptions {
  /**
   * The prefix of our paths, such as `/oauth`, if the path of the context keeps it, as with @koa/router.
   *
   * @defaultValue no prefix
   */
  readonly prefix?: string
}

/**
 * Returns a middleware that serves a device grant. Mount it with `app.use`, at the root or at a prefix, before or after the
 * body parsers of the application. Requests for other paths go on to the application unchanged. If devicegrant fails, it
 * responds in JSON and reports the fault to `onFault`; the application does not see an error.
 *
 * @throws TypeError if `grant` is not a device grant (for example its handler), or if `prefix` is not a path (`oauth` and
 * `/oauth/` are not).
 * @throws ConfigurationError if an option name is unknown.
 * @example
 * ```ts
 * const app = new Koa().use(koaMiddleware(grant, { prefix: '/oauth' }))
 * ```
 */
export function koaMiddleware(grant: Mountable, options: KoaMountOptions = {}): Middleware {
  checkMountable('koaMiddleware', grant)
  checkOptionNames('koaMiddleware', options, { prefix: true })
  const { prefix = '' } = options
  checkPrefix(prefix)
  grant.mountedAt(prefix)
  return async (context, next) => ((await serve(grant, prefix, context)) ? undefined : next())
}

/** Returns whether the path is ours. If so, the response is written. */
async function serve(grant: Mountable, prefix: string, context: Context): Promise<boolean> {
  let path: string | undefined
  try {
    const value = requestFromNode(context.req, { url: context.url, prefix, body: bodyOf(context.request) })
    path = value.path
    // Not enumerable, so that a log of the request value does not show the whole context.
    const request = Object.defineProperty(value, contextKey, { value: context })
    const response = await grant.handler(request)
    if (response === undefined) return false
    grant.mountedAt(mountOf(context) + prefix)
    write(response, context)
  } catch (fault) {
    write(grant.respondToFault(fault, 'serving a request of Koa', path), context)
  }
  return true
}

// koa-mount removes its path from `url`, and the context keeps the full path in `originalUrl`.
function mountOf({ originalUrl, url }: Context): string {
  return originalUrl.endsWith(url) ? originalUrl.slice(0, -url.length) : ''
}

/**
 * Returns the Koa context behind a request value, for hooks such as `hostSessions.find` that need `context.session`.
 * Returns `undefined` if the value did not come through this middleware.
 *
 * @example
 * ```ts
 * const find = async (request: HttpRequest) => sessionOf(koaContextOf(request)?.cookies.get('sid'))
 * ```
 */
export function koaContextOf(request: HttpRequest): Context | undefined {
  return isFromKoa(request) ? request[contextKey] : undefined
}

function isFromKoa(request: HttpRequest): request is KoaRequest {
  return contextKey in request
}

// Body parsers of Koa also keep the text of the body. Only the text shows a name that was sent twice.
function bodyOf({ body, rawBody }: Request & { readonly body?: unknown; readonly rawBody?: unknown }): unknown {
  return typeof rawBody === 'string' ? rawBody : body
}

function write({ status, headers, body }: HttpResponse, context: Context): void {
  const { Connection: connection, 'Content-Type': type } = headers
  context.status = status
  if (type !== undefined) context.set('Content-Type', String(type))
  context.body = body
  // Koa guesses a type for a body that has none. Only the headers of the response may be sent.
  if (type === undefined) context.remove('Content-Type')
  // After the body, for which Koa sets a Content-Length: that of a HEAD response is another one.
  for (const [name, value] of Object.entries(headers)) {
    if (name === 'Connection' || name === 'Content-Type') continue
    context.set(name, typeof value === 'string' ? value : [...value])
  }
  if (connection !== undefined) closeAfterResponse(context.res)
}

// RFC 9113 §8.2.2: HTTP/2 has no `Connection` header. Instead, the stream is closed (§8.1).
function closeAfterResponse(response: NodeResponse): void {
  if ('stream' in response) response.stream.once('finish', () => response.stream.close())
  else response.setHeader('Connection', 'close')
}
