import type { FaultReporter } from '../ports/ambient.js'
import { type Problem, problem } from '../protocol/problem.js'
import { PortFault } from '../service/port-fault.js'
import type { HttpAnswer, HttpHandler, HttpRequest } from './message.js'
import type { Route } from './route.js'
import { findTypedPaths } from './typed-paths.js'

const tryAgainAfter = 1_000
const encoder = new TextEncoder()

/** Serves these routes, and no other path. Whatever throws in one of them is reported and told as an outage. */
export function createHandler(routes: readonly Route[], report: FaultReporter): HttpHandler {
  const byPath = groupByPath(routes)
  const findTyped = findTypedPaths(routes)
  return async (request) => {
    const here = byPath.get(request.path) ?? findTyped(request)
    if (here === undefined) return undefined
    const route = here.find(
      ({ method }) => method === request.method || (method === 'GET' && request.method === 'HEAD'),
    )
    if (route === undefined) return refuseMethod(here)
    const answer = await answerFrom(route, request, report)
    return request.method === 'HEAD' ? withoutBody(answer) : answer
  }
}

function groupByPath(routes: readonly Route[]): ReadonlyMap<string, readonly Route[]> {
  const byPath = new Map<string, readonly Route[]>()
  for (const route of routes) byPath.set(route.path, [...(byPath.get(route.path) ?? []), route])
  return byPath
}

async function answerFrom(route: Route, request: HttpRequest, report: FaultReporter): Promise<HttpAnswer> {
  try {
    return await route.answer(request)
  } catch (fault) {
    report(fault, `${route.method} ${route.path}`)
    return refuse(route, told(fault), report)
  }
}

// Whatever kept the route from answering may keep it from refusing as well.
function refuse(route: Route, problem: Problem, report: FaultReporter): HttpAnswer {
  try {
    return route.refuse(problem)
  } catch (fault) {
    report(fault, `refusing ${route.method} ${route.path}`)
    return { status: 500, headers: { 'Content-Type': 'text/plain', 'Cache-Control': 'no-store' }, body: 'Server error' }
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

function refuseMethod(here: readonly Route[]): HttpAnswer | undefined {
  const [first] = here
  if (first === undefined) return undefined
  const allowed = here.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method])).join(', ')
  const refusal = first.refuse(problem('methodNotAllowed', `This path takes ${allowed} only.`))
  return { ...refusal, headers: { ...refusal.headers, Allow: allowed } }
}
