import { type Mountable, nodeListener } from '@devicegrant/core'
import createFastify, { type FastifyInstance } from 'fastify'

/**
 * devicegrant in Fastify. The hook runs before the body is read, for routes that Fastify does not know too, so none of its
 * parsers comes between.
 */
export function createFastifyServer(grant: Mountable): FastifyInstance {
  const devicegrant = nodeListener(grant)
  const app = createFastify()
  app.addHook('onRequest', (request, reply, done) => void devicegrant(request.raw, reply.raw, done))
  app.get('/hello', async () => 'Hello')
  return app
}
