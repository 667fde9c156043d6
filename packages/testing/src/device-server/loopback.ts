import type { AddressInfo } from 'node:net'

/** A server on a loopback port. */
export interface ListeningServer {
  readonly issuer: string
  /** Stops listening, and breaks the connections that are open. */
  close(): Promise<void>
}

/** Listens on a free loopback port and answers each request with `fetch`. A rejection breaks the connection. */
export async function listen(fetch: (request: Request) => Promise<Response>): Promise<ListeningServer> {
  const { createServer } = await import('node:http')
  let issuer = ''
  const server = createServer(async (incoming, outgoing) => {
    const abort = new AbortController()
    outgoing.on('close', () => abort.abort())
    try {
      const chunks: Uint8Array[] = []
      for await (const chunk of incoming) chunks.push(chunk)
      const { method = 'GET', url = '/' } = incoming
      const headers = Object.entries(incoming.headersDistinct).flatMap(([name, values = []]) =>
        values.map((value): [string, string] => [name, value]),
      )
      const body = chunks.length === 0 ? null : Buffer.concat(chunks)
      const response = await fetch(new Request(new URL(url, issuer), { method, headers, body, signal: abort.signal }))
      outgoing.writeHead(response.status, [...response.headers].flat())
      outgoing.flushHeaders()
      for await (const chunk of response.body ?? []) outgoing.write(chunk)
      outgoing.end()
    } catch {
      // The double lost the request or the response on purpose: the client sees a broken connection.
      outgoing.destroy()
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (!isPort(address)) throw new Error('a server on a port has an address')
  issuer = `http://127.0.0.1:${address.port}`
  return {
    issuer,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()))
        server.closeAllConnections()
      }),
  }
}

function isPort(address: string | AddressInfo | null): address is AddressInfo {
  return typeof address === 'object' && address !== null
}
