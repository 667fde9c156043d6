import type { HttpRequest } from '../ports/http-request.js'
import type { FaultReporter } from '../ports/runtime.js'
import { type Problem, problem } from '../protocol/problem.js'
import type { Call } from '../service/call/call.js'
import { PortFault } from '../service/call/faults.js'
import type { ObservedRequest, ObserveRequest } from '../service/telemetry/observed-request.js'
import type { HttpResponse, Mountable } from './message.js'
import { jsonResponse } from './responses.js'
import { methodsOf, type Route, takes } from './route.js'
import { createRouteFinder, type FoundRoutes, type RoutesOfPath } from './routing/route-finder.js'

const tryAgainAfter = 1_000
const encoder = new TextEncoder()
const notServed = Promise.resolve(undefined)

/** The functions that doors and adapters call. */
export type ServedRoutes = Pick<Mountable, 'handler' | 'respondToFault'>

/** The input of `serveRoutes`. */
export interface HandlerDeps {
  readonly routes: readonly Route[]
  /** Makes the response to a fault of a door or an adapter if the path is unknown. */
  readonly refuse: Route['refuse']
  readonly report: FaultReporter
  /** Makes the call of a request. Called once for each request that a route serves. */
  readonly startCall: (request: HttpRequest, observed?: ObservedRequest) => Call
  /** Starts the observation of a request that a route serves. Absent without telemetry. */
  readonly observe?: ObserveRequest | undefined
}

/**
 * Serves these routes and no other path. A route that throws is reported, and the client receives an outage.
 */
export function serveRoutes({ routes, refuse, report, startCall, observe }: HandlerDeps): ServedRoutes {
  const find = createRouteFinder(routes)
  const respond: Respond = async ({ here, pathParameters }, request, observed) => {
    const { method } = request
    try {
      const route = routeFor(here, method)
      if (route === undefined) observed?.noteOutcome('method_not_allowed')
      const response =
        route === undefined
          ? refuseMethod(here, request)
          : await route.respond(request, startCall(request, observed), pathParameters)
      return ended(asAnswerTo(method, response), observed)
    } catch (fault) {
      observed?.noteFault()
      const during = `${method} ${here[0].path}`
      report(fault, during)
      const refusal = refuseFault(() => here[0].refuse(problemOf(fault), request), during, report)
      return ended(asAnswerTo(method, refusal), observed)
    }
  }
  const serve = observe === undefined ? respond : observing(observe, respond)
  return {
    respondToFault(fault, during, path = '') {
      report(fault, during)
      const refuseHere = find({ method: 'POST', path })?.here[0].refuse ?? refuse
      return refuseFault(() => refuseHere(problemOf(fault)), during, report)
    },
    handler(request) {
      const found = find(request)
      return found === undefined ? notServed : serve(found, request)
    },
  }
}

type Respond = (found: FoundRoutes, request: HttpRequest, observed?: ObservedRequest) => Promise<HttpResponse>

function observing(observe: ObserveRequest, respond: Respond): Respond {
  return (found, request) => {
    const { operation, dialect } = routeFor(found.here, request.method) ?? found.here[0]
    const observed = observe({ operation, dialect })
    return observed.within(() => respond(found, request, observed))
  }
}

function ended(response: HttpResponse, observed: ObservedRequest | undefined): HttpResponse {
  observed?.end(response.status)
  return response
}

function routeFor(here: RoutesOfPath, requested: string): Route | undefined {
  return here.find((route) => takes(route, requested))
}

// The cause of the fault may make `refuse` throw as well.
function refuseFault(refuse: () => HttpResponse, during: string, report: FaultReporter): HttpResponse {
  try {
    return refuse()
  } catch (fault) {
    report(fault, `refusing ${during}`)
    return jsonResponse(500, { error: 'server_error' })
  }
}

// A fault becomes an outage and never a denial, because a denial makes the device stop polling.
function problemOf(fault: unknown): Problem {
  if (fault instanceof PortFault) {
    return problem('temporarilyUnavailable', 'Temporarily unavailable. Try again.', { retryAfter: tryAgainAfter })
  }
  return problem('serverError', 'Something went wrong on our side.', { retryAfter: tryAgainAfter })
}

/** Returns a response without its body for HEAD: RFC 9110 §9.3.2 and §8.6. It keeps the Content-Length of the GET response. */
export function asAnswerTo(method: string, response: HttpResponse): HttpResponse {
  if (method !== 'HEAD') return response
  const { status, headers, body } = response
  return { status, headers: { ...headers, 'Content-Length': String(encoder.encode(body).length) }, body: '' }
}

function refuseMethod(here: RoutesOfPath, request: HttpRequest): HttpResponse {
  const allowed = here.flatMap(methodsOf).join(', ')
  const refusal = here[0].refuse(problem('methodNotAllowed', `This path takes ${allowed} only.`), request)
  return { ...refusal, headers: { ...refusal.headers, Allow: allowed } }
}
