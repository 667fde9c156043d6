import { createServer, type Server } from 'node:http'
import { nodeListener } from '@devicegrant/core'
import type { Mountable } from '@devicegrant/core/adapters'

/** Creates a node:http server with devicegrant. Requests for other paths go to the third argument. */
export function createNodeServer(grant: Mountable): Server {
  const devicegrant = nodeListener(grant)
  return createServer((request, response) =>
    devicegrant(request, response, () => {
      if (request.url === '/hello') response.end('Hello')
      else response.writeHead(404).end('Not found')
    }),
  )
}
