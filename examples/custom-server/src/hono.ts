import { fetchHandler, type Mountable } from '@devicegrant/core'
import type { Http2Bindings, HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'

/** What Hono's adapter for Node tells of a request; other adapters have their own. */
interface OfNode {
  Bindings: HttpBindings | Http2Bindings
}

/** devicegrant in Hono, by the fetch door. The address of the caller is for Hono's adapter to tell; this is Node's. */
export function createHonoApp(grant: Mountable): Hono<OfNode> {
  const devicegrant = fetchHandler(grant)
  const app = new Hono<OfNode>()
  app.use(async (context, next) => {
    const { socket, httpVersionMajor } = context.env.incoming
    const { remoteAddress: remote } = socket
    const http2 = httpVersionMajor === 2
    const answer = await devicegrant(context.req.raw, { http2, ...(remote !== undefined && { remote }) })
    return answer ?? next()
  })
  app.get('/hello', (context) => context.text('Hello'))
  return app
}
