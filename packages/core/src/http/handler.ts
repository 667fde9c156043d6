import type { FaultReporter } from '../ports/ambient.js'
import { type Problem, problem } from '../protocol/problem.js'
import { PortFault } from '../service/port-fault.js'
import { jsonAnswer } from './answers.js'
import type { FaultAnswerer, HttpAnswer, HttpRequest, Mountable } from './message.js'
import type { Route } from './route.js'
import { findTypedPaths } from './typed-paths.js'

const tryAgainAfter = 1_000
const encoder = new TextEncoder()

/** What the doors and adapters call. */
export type ServedRoutes = Pick<Mountable, 'handler' | 'answerFault'>

/**
 * Serves these routes, and no other path. Whatever throws is reported and told as an outage. `refuse` says so where the
 * path is unknown.
 */
export function serveRoutes(routes: readonly Route[], refuse: Route['refuse'], report: FaultReporter): ServedRoutes {
  const byPath = groupByPath(routes)
  const findTyped = findTypedPaths(routes)
  const answerFault: FaultAnswerer = (fault, during, path = '') => {
    report(fault, during)
    return refuseFault(byPath.get(path)?.[0]?.refuse ?? refuse, told(fault), during, report)
  }
  return {
    answerFault,
    async handler(request) {
      const here = byPath.get(request.path) ?? findTyped(request)
      if (here === undefined) return undefined
      const answer = await answerAt(here, request).catch((fault: unknown) =>
        answerFault(fault, `${request.method} ${here[0].path}`, here[0].path),
      )
      return request.method === 'HEAD' ? withoutBody(answer) : answer
    },
  }
}

type RoutesOfPath = readonly [Route, ...Route[]]

function groupByPath(routes: readonly Route[]): ReadonlyMap<string, RoutesOfPath> {
  const byPath = new Map<string, RoutesOfPath>()
  for (const route of routes) {
    const others = byPath.get(route.path)
    byPath.set(route.path, others === undefined ? [route] : [...others, route])
  }
  return byPath
}

async function answerAt(here: RoutesOfPath, request: HttpRequest): Promise<HttpAnswer> {
  const route = here.find(({ method }) => method === request.method || (method === 'GET' && request.method === 'HEAD'))
  return route === undefined ? refuseMethod(here) : route.answer(request)
}

// Whatever kept the route from answering may keep it from refusing as well.
function refuseFault(refuse: Route['refuse'], refusal: Problem, during: string, report: FaultReporter): HttpAnswer {
  try {
    return refuse(refusal)
  } catch (fault) {
    report(fault, `refusing ${during}`)
    return jsonAnswer(500, { error: 'server_error' })
  }
}

// An outage is told as one: never as a denial, which would end the device's waiting.
function told(fault: unknown): Problem {
  if (fault instanceof PortFault) {
    return problem('temporarilyUnavailable', 'Temporarily unavailable. Try again.', { retryAfter: tryAgainAfter })
  }
  return problem('serverError', 'Something went wrong on our side.', { retryAfter: tryAgainAfter })
}

// RFC 9110 §9.3.2 and §8.6: HEAD is told the length of what GET would have got, or none, but never another.
function withoutBody({ status, headers, body }: HttpAnswer): HttpAnswer {
  return { status, headers: { ...headers, 'Content-Length': String(encoder.encode(body).length) }, body: '' }
}

function refuseMethod(here: RoutesOfPath): HttpAnswer {
  const allowed = here.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method])).join(', ')
  const refusal = here[0].refuse(problem('methodNotAllowed', `This path takes ${allowed} only.`))
  return { ...refusal, headers: { ...refusal.headers, Allow: allowed } }
}
