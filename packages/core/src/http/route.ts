import type { Problem } from '../protocol/problem.js'
import type { HttpAnswer, HttpRequest } from './message.js'

/** One method of one path. */
export interface Route {
  readonly method: 'GET' | 'POST'
  /** Relative to the mount, compared exactly. */
  readonly path: string
  answer(request: HttpRequest): Promise<HttpAnswer>
  /** Tells a problem of HTTP itself in the words of this path: a wrong method, a fault. */
  refuse(problem: Problem): HttpAnswer
}
