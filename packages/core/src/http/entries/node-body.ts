import { clearTimeout, setTimeout } from 'node:timers'
import type { BodyRead, RequestBody } from '../../ports/http-request.js'
import { slowestBody } from '../message.js'
import type { NodeRequest } from './node-exchange.js'

/** The most bytes of a too large body that are read and dropped, so that the client can receive the response. */
const mostDrained = 16 * 1_024 * 1_024

/**
 * Returns the body of a node:http request: not read yet, or as the host's parser left it. The stream itself shows
 * whether it was read, because some parsers leave an empty object without reading it.
 */
export function bodyOf(request: NodeRequest, parsed: unknown): RequestBody {
  if (request.readableDidRead && parsed !== undefined) return { kind: 'parsed', value: parsed }
  if (request.readableDidRead && mayHaveBody(request)) return { kind: 'usedUp' }
  // A parser ended the stream of an empty body without reading a byte, so it emits no further event.
  if (request.readableEnded) return { kind: 'stream', read: async () => new Uint8Array() }
  return { kind: 'stream', read: (limit) => read(request, limit) }
}

// RFC 9112 §6.3: without a length or a transfer encoding there is no body. HTTP/2 needs neither (RFC 9113 §8.1.1).
function mayHaveBody({ headers, httpVersionMajor }: NodeRequest): boolean {
  const { 'content-length': length, 'transfer-encoding': encoding, 'content-type': type } = headers
  if (length !== undefined) return length !== '0'
  return encoding !== undefined || (httpVersionMajor > 1 && type !== undefined)
}

function read(request: NodeRequest, limit: number): Promise<BodyRead> {
  return new Promise((resolve) => {
    if (request.destroyed) return resolve('aborted')
    const chunks: Buffer[] = []
    let size = 0
    let isOver = false

    const settle = (result: BodyRead): void => {
      if (isOver) return
      isOver = true
      clearTimeout(timer)
      resolve(result)
    }
    // It stays: the rest of a body is read and dropped, so that the next request on the connection can follow.
    const take = (chunk: Buffer | string): void => {
      if (isOver) return
      // Earlier code of the host may have set the stream to text.
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk, request.readableEncoding ?? 'utf8') : chunk
      size += bytes.length
      if (size <= limit) chunks.push(bytes)
      else chunks.length = 0
      if (size > mostDrained) settle('tooLarge')
    }
    const end = (): void => settle(size > limit ? 'tooLarge' : joined(chunks))
    const abort = (): void => settle('aborted')
    const timer = setTimeout(() => settle(size > limit ? 'tooLarge' : 'tooSlow'), slowestBody)

    request.on('data', take).on('end', end).on('close', abort).on('error', abort)
  })
}

function joined(chunks: readonly Buffer[]): Uint8Array {
  const [first, ...others] = chunks
  return first !== undefined && others.length === 0 ? first : Buffer.concat(chunks)
}
