import { fetchHandler, type Mountable } from '@devicegrant/core'
import { getConnInfo } from '@hono/node-server/conninfo'
import { Hono } from 'hono'

/** devicegrant in Hono, by the fetch door. The address of the caller is for Hono's adapter to tell; this is Node's. */
export function createHonoApp(grant: Mountable): Hono {
  const devicegrant = fetchHandler(grant)
  const app = new Hono()
  app.use(async (context, next) => {
    const { address } = getConnInfo(context).remote
    const answer = await devicegrant(context.req.raw, address === undefined ? {} : { remote: address })
    return answer ?? next()
  })
  app.get('/hello', (context) => context.text('Hello'))
  return app
}
