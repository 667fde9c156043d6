/** The longest time to wait for a body, in milliseconds. */
export const slowestBody = 10_000

/** The result of reading a body: its bytes, or the reason why there are none. */
export type BodyRead = Uint8Array | 'tooLarge' | 'tooSlow' | 'aborted'

/**
 * The body of a request. `stream`: the bytes are not read yet. `parsed`: the host's parser has read them. `usedUp`: the
 * host has read them and kept nothing. That is a mistake of the host: it is reported to `onFault`, and the response is
 * 500.
 */
export type RequestBody =
  | {
      readonly kind: 'stream'
      /**
       * Reads the body to its end, unless it exceeds `limit` bytes, is too slow, or is aborted. Called once at most.
       */
      read(limit: number): Promise<BodyRead>
    }
  | { readonly kind: 'parsed'; readonly value: unknown }
  | { readonly kind: 'usedUp' }

/** A request as plain values. Every adapter makes the same values. */
export interface HttpRequest {
  /** Upper case. */
  readonly method: string
  /** Percent-encoded, relative to the mount of the handler, with a leading slash, without the query. */
  readonly path: string
  /** Without the question mark. Empty if there is no query. */
  readonly query: string
  /** Names are in lower case. The values of a repeated header are joined with commas. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: RequestBody
  /** The address of the peer at the other end of the connection. */
  readonly remote?: string
}

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
