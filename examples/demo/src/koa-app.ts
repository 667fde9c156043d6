import { koaMiddleware } from '@devicegrant/adapter-koa'
import bodyParser from '@koa/bodyparser'
import Router from '@koa/router'
import Koa from 'koa'
import type { Host } from './host.js'

/** Creates the demo in Koa. */
export function createKoaApp({ grant, path, routes, streams }: Host): Koa {
  const router = new Router({ prefix: path })
  for (const stream of streams) {
    router.get(stream.path, (context) => {
      context.respond = false
      stream.open(context.req, context.res)
    })
  }
  for (const { method, path: own, respond } of routes) {
    router.register(own, [method], async (context) => {
      const { authorization } = context.headers
      const name = String(context['params']['name'] ?? '')
      const { status, headers, body } = await respond({ authorization, name, body: context.request.body })
      context.status = status
      context.body = body
      for (const [header, value] of Object.entries(headers)) {
        context.set(header, typeof value === 'string' ? value : [...value])
      }
    })
  }

  const app = new Koa()
  // RFC 8414 §3.1: the metadata of an issuer with a path is at the root of its host.
  const middleware = koaMiddleware(grant)
  const metadata = `/.well-known/oauth-authorization-server${path}`
  if (path !== '') app.use((context, next) => (context.path === metadata ? middleware(context, next) : next()))
  app.use(koaMiddleware(grant, { prefix: path }))
  app.use(bodyParser({ enableTypes: ['json'] }))
  app.use(router.routes())
  return app
}
