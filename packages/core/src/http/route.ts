import type { Problem } from '../protocol/problem.js'
import type { HttpAnswer, HttpRequest } from './message.js'

/** One method of one path. */
export interface Route {
  readonly method: 'GET' | 'POST'
  /** Relative to the mount, compared exactly, unless `isTyped`. */
  readonly path: string
  /** Whether people type this path, so that it is found with other capitals and slashes too. Only for GET. */
  readonly isTyped?: true
  /** The other origins whose pages may call it by CORS. None unless given. */
  readonly origins?: readonly string[]
  answer(request: HttpRequest): Promise<HttpAnswer>
  /** Tells a problem of HTTP itself in the words of this path: a wrong method, a fault. */
  refuse(problem: Problem): HttpAnswer
}
