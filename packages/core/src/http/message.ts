/** A body that takes longer than this, in milliseconds, is not waited for. */
export const slowestBody = 10_000

/** What came of reading a body: its bytes, or why there are none. */
export type BodyRead = Uint8Array | 'tooLarge' | 'tooSlow' | 'cutOff'

/**
 * A body as it arrived: bytes still to be read, or what the host's own parser has made of them. `usedUp` says that the host
 * has read it and kept nothing: a mistake of the host, which is answered with 500 and reported to `onFault`.
 */
export type RequestBody =
  | {
      readonly kind: 'stream'
      /** Reads to the end, unless it is longer than `limit` bytes, too slow, or cut off. Called once at most. */
      read(limit: number): Promise<BodyRead>
    }
  | { readonly kind: 'parsed'; readonly value: unknown }
  | { readonly kind: 'usedUp' }

/** A request as plain values, the same from every adapter. */
export interface HttpRequest {
  /** Upper case. */
  readonly method: string
  /** Percent-encoded, relative to where the handler is mounted, beginning with a slash, without the query. */
  readonly path: string
  /** Without the question mark; empty when there is none. */
  readonly query: string
  /** Names in lower case. A header that was sent more than once is joined by commas. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: RequestBody
  /** The address of the peer at the other end of the connection. */
  readonly remote?: string
}

/**
 * An answer as plain values. An adapter writes all three unaltered and adds nothing. Where the connection is not one of
 * HTTP/1.1, it leaves `Connection` out (RFC 9113 §8.2.2).
 */
export interface HttpAnswer {
  readonly status: number
  /** Names as they are conventionally written, each once. One with several values is sent once for each of them. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  readonly body: string
}

/** Answers a request, or says with `undefined` that its path is not served here. Never rejects. */
export type HttpHandler = (request: HttpRequest) => Promise<HttpAnswer | undefined>

/** Answers a request whose door or adapter has failed: 500, in the words of the dialect that `path` belongs to. */
export type FaultAnswerer = (fault: unknown, during: string, path?: string) => HttpAnswer

/** What doors and adapters need of a device grant. */
export interface Mountable {
  /** Answers the requests that are for the grant. */
  readonly handler: HttpHandler
  /**
   * For a door or an adapter that fails itself: reports the fault to `onFault` and returns the answer. `path` is the path
   * of the request relative to the mount, as far as it is known. Never throws.
   */
  readonly answerFault: FaultAnswerer
  /**
   * For a door or an adapter that knows below which path it is mounted: warns by `onWarning`, once, if there is no
   * `baseUrl` and the issuer does not end in that path, so that links would lead elsewhere. Never throws.
   */
  readonly mountedAt: (path: string) => void
}
