/** A body that takes longer than this, in milliseconds, is not waited for. */
export const slowestBody = 10_000

/** A body as it arrived: bytes still to be read, or what the host's own parser has made of them. */
export type RequestBody =
  | {
      readonly kind: 'stream'
      /** Reads to the end, unless it is longer than `limit` bytes, too slow, or cut off. Called once at most. */
      read(limit: number): Promise<Uint8Array | 'tooLarge' | 'tooSlow' | 'cutOff'>
    }
  | { readonly kind: 'parsed'; readonly value: unknown }

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

/** An answer as plain values. An adapter writes all three unaltered and adds nothing. */
export interface HttpAnswer {
  readonly status: number
  /** Names as they are conventionally written, each once. One with several values is sent once for each of them. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  readonly body: string
}

/** Answers a request, or says with `undefined` that its path is not served here. Never rejects. */
export type HttpHandler = (request: HttpRequest) => Promise<HttpAnswer | undefined>
