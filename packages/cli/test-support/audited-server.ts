import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'

/** What a test changes in the responses, by their paths. */
export type Changes = Readonly<Record<string, (request: IncomingMessage, response: ServerResponse) => void>>

/** Responds with JSON. */
export function sendJson(response: ServerResponse, body: object, status = 200): void {
  response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' })
  response.end(JSON.stringify(body))
}

/** A server with as much of the device grant as a few audits need, on a port of this machine. No person decides at it. */
export async function serveAudited(changes: Changes = {}) {
  let started = 0
  const requests: string[] = []
  const respond: RequestListener = (request, response) => {
    const path = request.url ?? ''
    requests.push(path)
    const change = changes[path]
    if (change !== undefined) return change(request, response)
    if (path === '/.well-known/oauth-authorization-server') return sendJson(response, metadata())
    if (path === '/device') return sendJson(response, codesOf(++started))
    if (path === '/token') return sendJson(response, { error: 'authorization_pending' }, 400)
    return sendJson(response, {}, 404)
  }
  const metadata = () => ({
    issuer: origin,
    device_authorization_endpoint: `${origin}/device`,
    token_endpoint: `${origin}/token`,
  })
  const codesOf = (nth: number) => ({
    device_code: `device-code-number-${nth}`,
    user_code: `ABCD-${nth}`,
    verification_uri: `${origin}/activate`,
    expires_in: 600,
    interval: 0.001,
  })
  const server = createServer(respond)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  const origin = `http://127.0.0.1:${address.port}`
  return {
    origin,
    requests,
    codesOf,
    async close() {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}
