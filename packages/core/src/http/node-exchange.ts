import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2'

/** A request as node:http or node:http2 has it, or as a framework on top has left it. */
export type NodeRequest = (IncomingMessage | Http2ServerRequest) & {
  readonly body?: unknown
  /** Where Express says that we are mounted. */
  readonly baseUrl?: unknown
}

/** The other half of an exchange, in either version of HTTP. */
export type NodeResponse = ServerResponse | Http2ServerResponse
