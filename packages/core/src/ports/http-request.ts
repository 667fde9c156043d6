/** The result of reading a body: its bytes, or the reason why there are none. `usedUp`: other code reads the body. */
export type BodyRead = Uint8Array | 'tooLarge' | 'tooSlow' | 'aborted' | 'usedUp'

/**
 * The body of a request. `stream`: the bytes are not read yet. `parsed`: the host's parser has read them. `usedUp`: the
 * host has read them and kept nothing. That is a mistake of the host: it is reported to `onFault`, and the response is
 * 500.
 */
export type RequestBody =
  | {
      readonly kind: 'stream'
      /**
       * Reads the body to its end, unless it exceeds `limit` bytes, is too slow, or is cut off. Called once at most.
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
