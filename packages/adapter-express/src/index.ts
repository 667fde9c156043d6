/**
 * devicegrant in an Express 4 or 5 application.
 *
 * @packageDocumentation
 */

import { answerToNode, type DeviceGrant, type HttpRequest, requestFromNode } from '@devicegrant/core'
import type { Request, RequestHandler } from 'express'

const originals = new WeakMap<HttpRequest, Request>()

/**
 * Mounts a device grant by `app.use`, at the root or at a prefix, before or after the application's own body parsers.
 * Requests for other paths go on to the application, untouched.
 */
export function expressMiddleware({ handler }: Pick<DeviceGrant, 'handler'>): RequestHandler {
  return (request, response, next) => {
    const asked = requestFromNode(request)
    originals.set(asked, request)
    handler(asked)
      .then((answer) => (answer === undefined ? next() : answerToNode(answer, response)))
      .catch(next)
  }
}

/**
 * Express's own request behind a request value, for hooks such as `hostSessions.find` that need `request.session`.
 * `undefined` when the value did not come through this middleware.
 */
export function expressRequestOf(request: HttpRequest): Request | undefined {
  return originals.get(request)
}
