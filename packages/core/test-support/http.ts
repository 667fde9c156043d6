import type { HttpAnswer, HttpHandler, HttpRequest, Mountable, RequestBody } from '../src/http/message.js'

/** A body that is still to be read. */
export function streamOf(bytes: Uint8Array | string): RequestBody {
  const whole = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes
  return { kind: 'stream', read: async (limit) => (whole.length > limit ? 'tooLarge' : whole) }
}

/** A request with nothing in it but what the test says. */
export function requestOf(changes: Partial<HttpRequest> = {}): HttpRequest {
  return { method: 'POST', path: '/', query: '', headers: {}, body: streamOf(''), remote: '192.0.2.7', ...changes }
}

/** A form, as a client sends it. */
export function formRequest(path: string, form: string, headers: HttpRequest['headers'] = {}): HttpRequest {
  const type = { 'content-type': 'application/x-www-form-urlencoded' }
  return requestOf({ path, headers: { ...type, ...headers }, body: streamOf(form) })
}

/** JSON, as a client sends it. */
export function jsonRequest(path: string, value: unknown, headers: HttpRequest['headers'] = {}): HttpRequest {
  const body = streamOf(typeof value === 'string' ? value : JSON.stringify(value))
  return requestOf({ path, headers: { 'content-type': 'application/json', ...headers }, body })
}

/** The answer to a request for a path that must be served. */
export async function answerOf(handler: HttpHandler, request: HttpRequest): Promise<HttpAnswer> {
  const answer = await handler(request)
  if (answer === undefined) throw new Error(`${request.method} ${request.path} is not served`)
  return answer
}

/** A grant that is nothing but this handler, and what the doors tell it. */
export function mountableOf(handler: HttpHandler): Mountable & {
  readonly faults: readonly { readonly fault: unknown; readonly during: string; readonly path: string | undefined }[]
  readonly mounts: readonly string[]
} {
  const faults: { readonly fault: unknown; readonly during: string; readonly path: string | undefined }[] = []
  const mounts: string[] = []
  return {
    handler,
    faults,
    mounts,
    answerFault(fault, during, path) {
      faults.push({ fault, during, path })
      return { status: 500, headers: { 'Content-Type': 'application/json' }, body: '{"error":"server_error"}' }
    },
    mountedAt: (path) => void mounts.push(path),
  }
}
