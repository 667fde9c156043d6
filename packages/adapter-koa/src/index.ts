/**
 * devicegrant in a Koa 2 or 3 application.
 *
 * @packageDocumentation
 */

import {
  checkMountable,
  checkOptionNames,
  checkPrefix,
  type HttpAnswer,
  type HttpRequest,
  type Mountable,
  type NodeResponse,
  requestFromNode,
} from '@devicegrant/core'
import type { Context, Middleware, Request } from 'koa'

const contexts = new WeakMap<HttpRequest, Context>()

/** How a device grant is mounted. */
export interface KoaMountOptions {
  /** What is before our paths, where the context's path keeps it, as with @koa/router: `/oauth`. */
  readonly prefix?: string
}

/**
 * Mounts a device grant by `app.use`, at the root or at a prefix, before or after the application's own body parsers.
 * Requests for other paths go on to the application, untouched. What fails in devicegrant is answered by it, in JSON, and
 * reported to `onFault`: it is no error of the application.
 *
 * @throws TypeError if `grant` is something else, as its handler, or `prefix` is no path, as `oauth` or `/oauth/`.
 * @example
 * ```ts
 * app.use(koaMiddleware(grant, { prefix: '/oauth' }))
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

/** Whether the request was for us, and so is answered. */
async function serve(grant: Mountable, prefix: string, context: Context): Promise<boolean> {
  let path: string | undefined
  try {
    const request = requestFromNode(context.req, { url: context.url, prefix, body: bodyOf(context.request) })
    path = request.path
    contexts.set(request, context)
    const answer = await grant.handler(request)
    if (answer === undefined) return false
    grant.mountedAt(mountOf(context) + prefix)
    write(answer, context)
  } catch (fault) {
    write(grant.answerFault(fault, 'serving a request of Koa', path), context)
  }
  return true
}

// koa-mount takes the path below which it mounts from the target, and so does the context keep both.
function mountOf({ originalUrl, url }: Context): string {
  return originalUrl.endsWith(url) ? originalUrl.slice(0, -url.length) : ''
}

/**
 * Koa's own context behind a request value, for hooks such as `hostSessions.find` that need `context.session`.
 * `undefined` when the value did not come through this middleware.
 */
export function koaContextOf(request: HttpRequest): Context | undefined {
  return contexts.get(request)
}

// The parsers of Koa keep the text beside what they made of it, and the text says more: a name twice, say.
function bodyOf({ body, rawBody }: Request & { readonly body?: unknown; readonly rawBody?: unknown }): unknown {
  return typeof rawBody === 'string' ? rawBody : body
}

function write({ status, headers, body }: HttpAnswer, context: Context): void {
  context.status = status
  context.body = Buffer.from(body)
  // Koa guesses a type and a length; what the answer says counts, and nothing else.
  context.remove('Content-Type')
  const { Connection: connection, ...others } = headers
  for (const [name, value] of Object.entries(others)) context.set(name, typeof value === 'string' ? value : [...value])
  if (connection !== undefined) closeAfterAnswer(context.res)
}

// RFC 9113 §8.2.2: HTTP/2 has no header of the connection. What stands for it ends the stream alone (§8.1).
function closeAfterAnswer(response: NodeResponse): void {
  if ('stream' in response) response.stream.once('finish', () => response.stream.close())
  else response.setHeader('Connection', 'close')
}
