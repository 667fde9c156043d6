import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { meWith } from './demo-flow.js'
import { membersOf } from './json.js'

/** A server that is the API of GitHub in front of the demo. */
export interface ApiInFront {
  readonly address: string
  close(): Promise<void>
}

/** Answers what gh asks `api.github.localhost`, and passes everything else on. */
export async function startApiInFrontOf(address: string): Promise<ApiInFront> {
  const answer = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = '', url = '', headers } = incoming
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk)
    if (headers.host === 'api.github.localhost') {
      const me = await meWith(address, String(headers.authorization).replace(/^token /, ''))
      const { username: login } = await membersOf(me)
      response.writeHead(me.status, { 'X-OAuth-Scopes': 'repo, read:org, gist' })
      response.end(JSON.stringify({ login, data: { viewer: { login } } }))
      return
    }
    const passed = { 'content-type': headers['content-type'] ?? '', accept: headers.accept ?? '' }
    const answered = await fetch(address + url, { method, headers: passed, body: Buffer.concat(chunks) })
    response.writeHead(answered.status, Object.fromEntries(answered.headers)).end(await answered.text())
  }
  const server = createServer((incoming, response) => void answer(incoming, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const place = server.address()
  if (place === null || typeof place === 'string') throw new Error('the server has no port')
  return {
    address: `http://127.0.0.1:${place.port}`,
    async close() {
      server.close()
      server.closeAllConnections()
    },
  }
}
