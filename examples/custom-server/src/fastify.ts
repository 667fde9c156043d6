import { answerToNode, type DeviceGrant, requestFromNode } from '@devicegrant/core'
import createFastify, { type FastifyInstance } from 'fastify'

/**
 * devicegrant in Fastify. The hook runs before the body is read, for routes that Fastify does not know too, so none of its
 * parsers comes between.
 */
export function createFastifyServer(grant: Pick<DeviceGrant, 'handler'>): FastifyInstance {
  const app = createFastify()
  app.addHook('onRequest', async (request, reply) => {
    const answer = await grant.handler(requestFromNode(request.raw))
    if (answer === undefined) return
    reply.hijack()
    answerToNode(answer, reply.raw)
  })
  app.get('/hello', async () => 'Hello')
  return app
}
