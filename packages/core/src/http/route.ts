import type { HttpRequest } from '../ports/http-request.js'
import type { RequestStart } from '../ports/telemetry/telemetry.js'
import type { Problem } from '../protocol/problem.js'
import type { Call } from '../service/call/call.js'
import type { HttpResponse } from './message.js'

/** One method of one path. `operation` and `dialect` are for telemetry. */
export interface Route extends RequestStart {
  readonly method: 'GET' | 'POST'
  /** Relative to the mount. Compared exactly, unless there is `redirectTyped`. */
  readonly path: string
  /**
   * People type this path, so other capitals and extra slashes redirect to it. Returns that redirect. For GET only.
   */
  readonly redirectTyped?: (request: HttpRequest) => HttpResponse
  /** The other origins whose pages may call the route by CORS. @defaultValue none */
  readonly origins?: readonly string[]
  respond(request: HttpRequest, call: Call): Promise<HttpResponse>
  /**
   * Returns the response to a problem outside the protocol, such as a wrong method or a fault, as this path spells it.
   * Without a request if the fault is one of a door or an adapter.
   */
  refuse(problem: Problem, request?: HttpRequest): HttpResponse
}
