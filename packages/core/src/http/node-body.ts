import { clearTimeout, setTimeout } from 'node:timers'
import { type BodyRead, type RequestBody, slowestBody } from './message.js'
import type { NodeRequest } from './node-exchange.js'

/** How much of a body that is too large is read and thrown away, so that the client gets to hear why. */
const mostDrained = 16 * 1_024 * 1_024

/**
 * The body of a node:http request: still to be read, or as the host's parser left it. Whether somebody has read the stream
 * is asked of the stream: some parsers leave an empty object where they did not.
 */
export function bodyOf(request: NodeRequest, parsed: unknown): RequestBody {
  if (request.readableDidRead && parsed !== undefined) return { kind: 'parsed', value: parsed }
  if (request.readableDidRead && mayHaveBody(request)) return { kind: 'usedUp' }
  // A parser that met an empty body has ended the stream without reading a byte: no event is still to come.
  if (request.readableEnded) return { kind: 'stream', read: async () => new Uint8Array() }
  return { kind: 'stream', read: (limit) => read(request, limit) }
}

// RFC 9112 §6.3: without a length or a transfer encoding there is no body. HTTP/2 needs neither for one (RFC 9113 §8.1.1).
function mayHaveBody({ headers, httpVersionMajor }: NodeRequest): boolean {
  const { 'content-length': length, 'transfer-encoding': encoding, 'content-type': type } = headers
  if (length !== undefined) return length !== '0'
  return encoding !== undefined || (httpVersionMajor > 1 && type !== undefined)
}

function read(request: NodeRequest, limit: number): Promise<BodyRead> {
  return new Promise((resolve) => {
    if (request.destroyed) return resolve('cutOff')
    const chunks: Buffer[] = []
    let size = 0

    const settle = (result: BodyRead): void => {
      clearTimeout(timer)
      request.off('data', take).off('end', end).off('close', cut).off('error', cut)
      request.resume()
      resolve(result)
    }
    const take = (chunk: Buffer | string): void => {
      // Somebody before us may have asked the stream for text.
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk, request.readableEncoding ?? 'utf8') : chunk
      size += bytes.length
      if (size <= limit) chunks.push(bytes)
      else chunks.length = 0
      if (size > mostDrained) settle('tooLarge')
    }
    const end = (): void => settle(size > limit ? 'tooLarge' : Buffer.concat(chunks))
    const cut = (): void => settle('cutOff')
    const timer = setTimeout(() => settle(size > limit ? 'tooLarge' : 'tooSlow'), slowestBody)

    request.on('data', take).on('end', end).on('close', cut).on('error', cut)
  })
}
