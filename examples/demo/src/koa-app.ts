import { koaMiddleware } from '@devicegrant/adapter-koa'
import bodyParser from '@koa/bodyparser'
import Router from '@koa/router'
import Koa, { type Middleware } from 'koa'
import type { Host } from './host.js'

/** Creates the demo in Koa. */
export function createKoaApp({ grants, path, routes, streams }: Host): Koa {
  const router = new Router({ prefix: path })
  for (const stream of streams) {
    router.get(stream.path, (context) => {
      context.respond = false
      stream.open(context.req, context.res)
    })
  }
  for (const { method: routed, path: own, respond } of routes) {
    router.register(own, [routed], async (context) => {
      const { method, originalUrl: url } = context
      const { authorization, dpop } = context.headers
      const name = String(context['params']['name'] ?? '')
      const { status, headers, body } = await respond({
        method,
        url,
        authorization,
        dpop,
        name,
        body: context.request.body,
      })
      context.status = status
      context.body = body
      for (const [header, value] of Object.entries(headers)) {
        context.set(header, typeof value === 'string' ? value : [...value])
      }
    })
  }

  const app = new Koa()
  const metadata = `/.well-known/oauth-authorization-server${path}/`
  for (const grant of grants) {
    // RFC 8414 §3.1: the metadata of an issuer with a path is at the root of its host.
    const atRoot = koaMiddleware(grant)
    const serveMetadata: Middleware = (context, next) =>
      `${context.path}/`.startsWith(metadata) ? atRoot(context, next) : next()
    if (path !== '') app.use(serveMetadata)
    app.use(koaMiddleware(grant, { prefix: path }))
  }
  app.use(bodyParser({ enableTypes: ['json'] }))
  app.use(router.routes())
  return app
}
