import type { HttpHandler, HttpResponse, Mountable } from '../src/http/message.js'
import type { HttpRequest, RequestBody } from '../src/ports/http-request.js'

/** Returns a body that is not read yet. */
export function streamOf(bytes: Uint8Array | string): RequestBody {
  const whole = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes
  return { kind: 'stream', read: async (limit) => (whole.length > limit ? 'tooLarge' : whole) }
}

/** Returns an empty request with the changes of the test. */
export function requestOf(changes: Partial<HttpRequest> = {}): HttpRequest {
  return { method: 'POST', path: '/', query: '', headers: {}, body: streamOf(''), remote: '192.0.2.7', ...changes }
}

/** Returns a request with a form, as a client sends it. */
export function formRequest(path: string, form: string, headers: HttpRequest['headers'] = {}): HttpRequest {
  const type = { 'content-type': 'application/x-www-form-urlencoded' }
  return requestOf({ path, headers: { ...type, ...headers }, body: streamOf(form) })
}

/** Returns a request with JSON, as a client sends it. */
export function jsonRequest(path: string, value: unknown, headers: HttpRequest['headers'] = {}): HttpRequest {
  const body = streamOf(typeof value === 'string' ? value : JSON.stringify(value))
  return requestOf({ path, headers: { 'content-type': 'application/json', ...headers }, body })
}

/** Returns the response to a request. Throws if the path is not served. */
export async function responseOf(handler: HttpHandler, request: HttpRequest): Promise<HttpResponse> {
  const response = await handler(request)
  if (response === undefined) throw new Error(`${request.method} ${request.path} is not served`)
  return response
}

/** Returns a grant with only this handler. It records what the doors report to it. */
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
    respondToFault(fault, during, path) {
      faults.push({ fault, during, path })
      return { status: 500, headers: { 'Content-Type': 'application/json' }, body: '{"error":"server_error"}' }
    },
    mountedAt: (path) => void mounts.push(path),
  }
}
