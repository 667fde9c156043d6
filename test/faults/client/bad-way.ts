import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

/** What the server answered to a request for tokens, whether or not that arrived at the client. */
export interface TokenAnswer {
  /** The device code or the refresh token. */
  readonly secret: string
  readonly status: number
  readonly text: string
  readonly isCopy: boolean
}

/**
 * A bad way from clients to a server. `losesEveryThird`: the server answers, and the connection breaks before or in the answer.
 * `doubles`: each poll arrives twice, and the client gets the second answer.
 */
export type WayMode = 'losesEveryThird' | 'doubles'

/** A proxy with an address of its own. */
export interface BadWay {
  readonly url: string
  readonly answers: readonly TokenAnswer[]
  readonly lost: number
  leadTo(address: string): void
  close(): Promise<void>
}

const hopByHop = [
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'content-encoding',
  'host',
  'expect',
]

/** Opens the way. It leads nowhere before `leadTo`. */
export async function openBadWay(mode: WayMode): Promise<BadWay> {
  const answers: TokenAnswer[] = []
  let target = ''
  let requests = 0
  let lost = 0

  async function forward(incoming: IncomingMessage, body: Buffer, isCopy: boolean): Promise<Response> {
    const { method = 'GET', url = '/' } = incoming
    const headers = Object.entries(incoming.headers).filter(([name]) => !hopByHop.includes(name))
    const response = await fetch(target + url, {
      method,
      redirect: 'manual',
      headers: headers.map(([name, value]): [string, string] => [name, String(value)]),
      ...(body.length > 0 && { body }),
    })
    const form = new URLSearchParams(body.toString())
    const secret = form.get('device_code') ?? form.get('refresh_token')
    if (secret !== null) {
      answers.push({ secret, isCopy, status: response.status, text: await response.clone().text() })
    }
    return response
  }

  async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = Buffer.concat(await incoming.toArray())
    const isDoubled = mode === 'doubles' && body.includes('device_code=')
    const first = await forward(incoming, body, false)
    const response = isDoubled ? await forward(incoming, body, true) : first
    const text = Buffer.from(await response.arrayBuffer())
    requests += 1
    const isLost = mode === 'losesEveryThird' && requests % 3 === 0
    if (!isLost) return void outgoing.writeHead(response.status, headersOf(response, text)).end(text)
    lost += 1
    if (lost % 2 === 0) return void outgoing.destroy()
    outgoing.writeHead(response.status, headersOf(response, text))
    outgoing.write(text.subarray(0, text.length / 2), () => outgoing.destroy())
  }

  const server = createServer((incoming, outgoing) => {
    // A client that is gone, or a server that is gone, breaks the connection.
    answer(incoming, outgoing).catch(() => outgoing.destroy())
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port')

  return {
    url: `http://127.0.0.1:${address.port}`,
    answers,
    get lost() {
      return lost
    },
    leadTo(next) {
      target = next
    },
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

function headersOf(response: Response, body: Buffer): Record<string, string> {
  const kept = [...response.headers].filter(([name]) => !hopByHop.includes(name))
  return { ...Object.fromEntries(kept), 'content-length': String(body.length) }
}
