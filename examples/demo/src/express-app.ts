import { expressMiddleware } from '@devicegrant/adapter-express'
import express, { type Express, type NextFunction, type Request, type Response } from 'express'
import type { Host } from './host.js'
import type { HostRoute } from './routes.js'

/** Creates the demo in Express. */
export function createExpressApp({ grants, path, routes, streams }: Host): Express {
  const middleware = grants.map(expressMiddleware)
  const own = express.Router()
  own.use(...middleware)
  for (const stream of streams) own.get(stream.path, (request, response) => stream.open(request, response))
  for (const route of routes) {
    const serve = (request: Request, response: Response): Promise<void> => respond(route, request, response)
    if (route.method === 'GET') own.get(route.path, serve)
    else own.patch(route.path, express.json(), serve)
  }
  own.use(ignoreMalformedName)

  const app = express()
  app.disable('x-powered-by')
  // RFC 8414 §3.1: the metadata of an issuer with a path is at the root of its host.
  if (path !== '') app.get(`/.well-known/oauth-authorization-server${path}{/*realm}`, ...middleware)
  app.use(path === '' ? '/' : path, own)
  return app
}

// Express cannot decode the name in the path. No route has such a name, so the response is 404, and no stack is logged.
function ignoreMalformedName(fault: unknown, _request: Request, _response: Response, next: NextFunction): void {
  next(fault instanceof URIError ? undefined : fault)
}

async function respond(route: HostRoute, request: Request, response: Response): Promise<void> {
  const { method, originalUrl: url, headers: sent } = request
  const { authorization, dpop } = sent
  const name = String(request.params['name'] ?? '')
  const { status, headers, body } = await route.respond({ method, url, authorization, dpop, name, body: request.body })
  response.status(status).set(headers).end(body)
}
