import type { HttpRequest } from '../ports/http-request.js'
import type { RequestStart } from '../ports/telemetry/telemetry.js'
import type { Problem } from '../protocol/problem.js'
import type { Call } from '../service/call/call.js'
import type { Parameters } from '../wire/parameters.js'
import type { HttpResponse } from './message.js'

/** One method of one path. `operation` and `dialect` are for telemetry. */
export interface Route extends RequestStart {
  readonly method: 'GET' | 'POST'
  /**
   * Relative to the mount. Compared exactly, unless there is `redirectTyped`. A segment `{name}` takes any text, and is a
   * path parameter.
   */
  readonly path: string
  /** Whether a GET changes state. Then a HEAD of the path is refused. @defaultValue `false` */
  readonly changes?: boolean
  /**
   * People type this path, so other capitals and extra slashes redirect to it. Returns that redirect. For GET only.
   */
  readonly redirectTyped?: (request: HttpRequest) => HttpResponse
  /**
   * People type this path, which has a segment `{name}`, so it is also found with other capitals and extra slashes. Capitals in
   * the text of the segment must not matter. For GET only.
   *
   * @defaultValue `false`
   */
  readonly isTypedLink?: boolean
  /** The other origins whose pages may call the route by CORS. @defaultValue none */
  readonly origins?: readonly string[]
  respond(request: HttpRequest, call: Call, pathParameters: Parameters): Promise<HttpResponse>
  /**
   * Returns the response to a problem outside the protocol, such as a wrong method or a fault, as this path spells it.
   * Without a request if the fault is one of a door or an adapter.
   */
  refuse(problem: Problem, request?: HttpRequest): HttpResponse
}

/** Returns whether a route takes this method. RFC 9110 §9.2.1: a HEAD must not change state. */
export function takes({ method, changes = false }: Pick<Route, 'method' | 'changes'>, requested: string): boolean {
  return method === requested || (method === 'GET' && requested === 'HEAD' && !changes)
}

/** Returns the methods that a route takes. */
export function methodsOf(route: Pick<Route, 'method' | 'changes'>): readonly string[] {
  return ['GET', 'HEAD', 'POST'].filter((method) => takes(route, method))
}
