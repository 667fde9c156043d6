/**
 * devicegrant in a Koa 2 or 3 application.
 *
 * @packageDocumentation
 */

import {
  checkOptionNames,
  type DeviceGrant,
  type HttpAnswer,
  type HttpRequest,
  requestFromNode,
} from '@devicegrant/core'
import type { Context, Middleware, Request } from 'koa'

const contexts = new WeakMap<HttpRequest, Context>()

/** How a device grant is mounted. */
export interface KoaMountOptions {
  /** What is before our paths, where the context's path keeps it, as with @koa/router. */
  readonly prefix?: string
}

/**
 * Mounts a device grant by `app.use`, at the root or at a prefix, before or after the application's own body parsers.
 * Requests for other paths go on to the application, untouched.
 */
export function koaMiddleware({ handler }: Pick<DeviceGrant, 'handler'>, options: KoaMountOptions = {}): Middleware {
  checkOptionNames('koaMiddleware', options, { prefix: true })
  const { prefix = '' } = options
  return async (context, next) => {
    if (!context.path.startsWith(prefix)) return next()
    const request = requestFromNode(context.req, {
      url: context.url.replace(context.path, (path) => path.slice(prefix.length)),
      body: bodyOf(context.request),
    })
    contexts.set(request, context)
    const answer = await handler(request)
    return answer === undefined ? next() : write(answer, context)
  }
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
  for (const [name, value] of Object.entries(headers)) context.set(name, typeof value === 'string' ? value : [...value])
}
