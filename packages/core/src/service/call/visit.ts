import type { HttpRequest } from '../../ports/http-request.js'

/** A request over HTTP that may be challenged if a limit refuses it. */
export interface Visit {
  readonly request: HttpRequest
  /** The path on our origin to which the person comes back, or to which a program sends the request again. */
  readonly returnTo: string
  /** What the request presents to show that a challenge was passed. */
  readonly proof?: string
  /** The session of the browser on the page. Others cannot use its proof. */
  readonly sessionId?: string
}
