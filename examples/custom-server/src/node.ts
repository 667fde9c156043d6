import { createServer, type Server } from 'node:http'
import { type Mountable, nodeListener } from '@devicegrant/core'

/** devicegrant in a server of your own on node:http: what is not ours comes to `next`. */
export function createNodeServer(grant: Mountable): Server {
  const devicegrant = nodeListener(grant)
  return createServer((request, response) =>
    devicegrant(request, response, () => {
      if (request.url === '/hello') response.end('Hello')
      else response.writeHead(404).end('Not found')
    }),
  )
}
