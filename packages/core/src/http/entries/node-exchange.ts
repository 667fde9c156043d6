import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2'

/** A request of node:http or node:http2, or of a framework that extends it. */
export type NodeRequest = (IncomingMessage | Http2ServerRequest) & {
  readonly body?: unknown
  /** The path of the mount, set by Express. */
  readonly baseUrl?: unknown
}

/** A response of node:http or node:http2. */
export type NodeResponse = ServerResponse | Http2ServerResponse
