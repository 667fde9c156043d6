/**
 * devicegrant in an Express 4 or 5 application.
 *
 * @packageDocumentation
 */

import { checkMountable, type HttpRequest, type Mountable, nodeListener, requestFromNode } from '@devicegrant/core'
import type { Request, RequestHandler } from 'express'

const originals = new WeakMap<HttpRequest, Request>()

/**
 * Mounts a device grant by `app.use`, at the root or at a prefix, before or after the application's own body parsers.
 * Requests for other paths go on to the application, untouched. What fails in devicegrant is answered by it, in JSON, and
 * reported to `onFault`: it does not reach the error handlers of the application.
 *
 * @throws TypeError if `grant` is something else, as its handler.
 * @example
 * ```ts
 * app.use('/oauth', expressMiddleware(grant))
 * ```
 */
export function expressMiddleware(grant: Mountable): RequestHandler {
  checkMountable('expressMiddleware', grant)
  const listener = nodeListener<Request>(grant, (request) => {
    const asked = requestFromNode(request)
    originals.set(asked, request)
    return asked
  })
  return (request, response, next) => void listener(request, response, next)
}

/**
 * Express's own request behind a request value, for hooks such as `hostSessions.find` that need `request.session`.
 * `undefined` when the value did not come through this middleware.
 */
export function expressRequestOf(request: HttpRequest): Request | undefined {
  return originals.get(request)
}
