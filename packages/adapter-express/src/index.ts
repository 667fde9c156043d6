/**
 * Mounts devicegrant in an Express 4 or 5 application.
 *
 * @packageDocumentation
 */

import { type HttpRequest, nodeListener } from '@devicegrant/core'
import { checkMountable, type Mountable, requestFromNode } from '@devicegrant/core/adapters'
import type { Request, RequestHandler } from 'express'

const originalKey = Symbol('the Express request')

/** A request value with the Express request behind it. */
interface ExpressRequest extends HttpRequest {
  readonly [originalKey]: Request
}

/**
 * Returns a middleware that serves a device grant. Mount it with `app.use`, at the root or at a prefix, before or after the
 * body parsers of the application. Requests for other paths go on to the application unchanged. If devicegrant fails, it
 * responds in JSON and reports the fault to `onFault`; the error handlers of the application are not called.
 *
 * @throws TypeError if `grant` is not a device grant (for example its handler).
 * @example
 * ```ts
 * app.use('/oauth', expressMiddleware(grant))
 * ```
 */
export function expressMiddleware(grant: Mountable): RequestHandler {
  checkMountable('expressMiddleware', grant)
  const listener = nodeListener(
    grant,
    // Not enumerable, so that a log of the request value does not show the whole request.
    (request: Request) => Object.defineProperty(requestFromNode(request), originalKey, { value: request }),
  )
  return (request, response, next) => void listener(request, response, next)
}

/**
 * Returns the Express request behind a request value, for hooks such as `hostSessions.find` that need `request.session`.
 * Returns `undefined` if the value did not come through this middleware.
 *
 * @example
 * ```ts
 * const find = async (request: HttpRequest) => sessionOf(expressRequestOf(request)?.headers.cookie)
 * ```
 */
export function expressRequestOf(request: HttpRequest): Request | undefined {
  return isFromExpress(request) ? request[originalKey] : undefined
}

function isFromExpress(request: HttpRequest): request is ExpressRequest {
  return originalKey in request
}
