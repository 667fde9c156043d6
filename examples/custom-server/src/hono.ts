import { fetchHandler } from '@devicegrant/core'
import type { Mountable } from '@devicegrant/core/adapters'
import type { Http2Bindings, HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'

/** What the Node adapter of Hono knows about a request. Other adapters have other bindings. */
interface OfNode {
  Bindings: HttpBindings | Http2Bindings
}

/** Creates a Hono application with devicegrant. The address of the client comes from the Node adapter of Hono. */
export function createHonoApp(grant: Mountable): Hono<OfNode> {
  const devicegrant = fetchHandler(grant)
  const app = new Hono<OfNode>()
  app.use(async (context, next) => {
    const { socket, httpVersionMajor } = context.env.incoming
    const { remoteAddress: remote } = socket
    const http2 = httpVersionMajor === 2
    const response = await devicegrant(context.req.raw, { http2, ...(remote !== undefined && { remote }) })
    return response ?? next()
  })
  app.get('/hello', (context) => context.text('Hello'))
  return app
}
