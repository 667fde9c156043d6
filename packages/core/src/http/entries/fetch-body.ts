import type { BodyRead, RequestBody } from '../../ports/http-request.js'
import { slowestBody } from '../message.js'

/** Returns the body of a WHATWG `Request`: not read yet, or `parsed`, if other code has read it or begun to. */
export function bodyOf(request: Request, parsed: unknown): RequestBody {
  if (request.bodyUsed) return taken(parsed)
  const length = announcedLength(request)
  // Only a look at `body` shows that other code has begun to read, and that look costs some servers a second request.
  if ((parsed !== undefined || length === undefined) && request.body?.locked === true) return taken(parsed)
  return {
    kind: 'stream',
    read: (limit) => (length !== undefined && length <= limit ? readWhole(request, limit) : read(request, limit)),
  }
}

function taken(parsed: unknown): RequestBody {
  return parsed === undefined ? { kind: 'usedUp' } : { kind: 'parsed', value: parsed }
}

/** Returns the length that the request announces. A server ends the body there (RFC 9112 §6.3, RFC 9113 §8.1.1). */
function announcedLength({ headers }: Request): number | undefined {
  const text = headers.get('content-length') ?? ''
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined
}

/** Reads a body that announces its length. */
function readWhole(request: Request, limit: number): Promise<BodyRead> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve('tooSlow'), slowestBody)
    const settle = (result: BodyRead): void => {
      clearTimeout(timer)
      resolve(result)
    }
    request.arrayBuffer().then(
      // A host may make a Request whose body is longer than it announces.
      (buffer) => settle(buffer.byteLength > limit ? 'tooLarge' : new Uint8Array(buffer)),
      () => settle(!request.bodyUsed && request.body?.locked === true ? 'usedUp' : 'aborted'),
    )
  })
}

/** Reads a body of unknown length, up to the limit. */
async function read({ body }: Request, limit: number): Promise<BodyRead> {
  if (body === null) return new Uint8Array()
  const reader = body.getReader()
  let late = false
  const timer = setTimeout(() => {
    late = true
    reader.cancel().catch(() => 'a stream that has already failed needs no cancelling')
  }, slowestBody)
  try {
    const bytes = await collect(reader, limit)
    return late ? 'tooSlow' : bytes
  } catch {
    // A body stream fails when the client disconnects. The client does not receive the response then.
    return late ? 'tooSlow' : 'aborted'
  } finally {
    clearTimeout(timer)
  }
}

async function collect(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  limit: number,
): Promise<Uint8Array | 'tooLarge'> {
  const chunks: Uint8Array[] = []
  let size = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return Buffer.concat(chunks)
    size += value.length
    if (size > limit) {
      await reader.cancel()
      return 'tooLarge'
    }
    chunks.push(value)
  }
}
