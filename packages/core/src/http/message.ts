import type { HttpRequest } from '../ports/http-request.js'

/** The longest time to wait for a body, in milliseconds. */
export const slowestBody = 10_000

/**
 * A response as plain values. An adapter writes all three members unaltered and adds nothing. It leaves `Connection`
 * out if the connection is not HTTP/1.1 (RFC 9113 §8.2.2).
 */
export interface HttpResponse {
  readonly status: number
  /** Names in their usual capitals, each once. A name with several values is sent once for each value. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  readonly body: string
}

/** Returns the response to a request, or `undefined` if its path is not served here. Never rejects. */
export type HttpHandler = (request: HttpRequest) => Promise<HttpResponse | undefined>

/** Returns the response if a door or an adapter fails: 500, as the dialect of `path` spells it. */
export type FaultResponder = (fault: unknown, during: string, path?: string) => HttpResponse

/** The part of a device grant that doors and adapters use. */
export interface Mountable {
  /** Serves the requests that are for the grant. */
  readonly handler: HttpHandler
  /**
   * Called when a door or an adapter itself fails. Reports the fault to `onFault` and returns the response. `path` is
   * the path of the request relative to the mount, if it is known. Never throws.
   */
  readonly respondToFault: FaultResponder
  /**
   * Called when a door or an adapter knows the path of its mount. Calls `onWarning` once if there is no `baseUrl` and
   * the issuer does not end in that path, because links would then lead to a wrong path. Never throws.
   */
  readonly mountedAt: (path: string) => void
}
