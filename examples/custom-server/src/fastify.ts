import { nodeListener } from '@devicegrant/core'
import type { Mountable } from '@devicegrant/core/adapters'
import createFastify, { type FastifyInstance } from 'fastify'

/**
 * Creates a Fastify server with devicegrant. The hook runs before Fastify parses the body, and also for paths that Fastify
 * has no route for.
 */
export function createFastifyServer(grant: Mountable): FastifyInstance {
  const devicegrant = nodeListener(grant)
  const app = createFastify()
  app.addHook('onRequest', (request, reply, done) => void devicegrant(request.raw, reply.raw, done))
  app.get('/hello', async () => 'Hello')
  return app
}
