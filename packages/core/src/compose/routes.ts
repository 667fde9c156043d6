import { cookieNameBelow, createCookieJar } from '../http/cookies.js'
import { createResponseWriter } from '../http/dialect-responses.js'
import { documentRoutes } from '../http/document-routes.js'
import { openIdRoutes, openIdUrls } from '../http/openid-routes.js'
import { protocolRoutes } from '../http/protocol-routes.js'
import type { Route } from '../http/route.js'
import type { UserCodeReading } from '../machine/user-code.js'
import type { FaultReporter, Runtime } from '../ports/runtime.js'
import type { InternalService } from '../service/internal-service.js'
import { setUpPage } from '../verification/brand/page-setup.js'
import type { VerificationDeps } from '../verification/deps.js'
import { jsonRoutes } from '../verification/json/json-routes.js'
import { linkedRoutes } from '../verification/json/linked-routes.js'
import { localText } from '../verification/language/local-text.js'
import { pageRoutes } from '../verification/page-routes.js'
import { codeParameterOf, linkedLink } from '../verification/places.js'
import { createPageSessions } from '../verification/session.js'
import type { Dialect } from '../wire/dialect.js'
import { rfc8628 } from '../wire/dialects/rfc8628/rfc8628.js'
import type { ResolvedOptions } from './resolve-options.js'

/** The URLs and dialects of the grant. */
export interface Place {
  readonly issuer: string
  /** Has no slash at the end. */
  readonly baseUrl: string
  readonly dialects: readonly Dialect[]
}

/** What the routes need besides the options. */
export interface RouteDeps {
  /** The dialects have only what the service serves. */
  readonly place: Place
  readonly runtime: Runtime
  readonly service: InternalService
  readonly report: FaultReporter
}

/** Returns every route of the grant: the endpoints of the dialects, the documents, and the pages with their JSON. */
export function routesOf(options: ResolvedOptions, deps: RouteDeps): readonly Route[] {
  const { service } = deps
  const { issuer, baseUrl, dialects } = deps.place
  const corsOrigins = options.cors?.origins ?? []
  const { idTokenAlgorithms = [] } = options.tokens
  const { scopes = [], claims = [], acrValues = [], authorizationEndpoint } = options.metadata ?? {}
  const assertionAlgorithms = options.clientAssertions?.verifier.algorithms ?? []
  const facts = { issuer, baseUrl, clock: deps.runtime.clock }
  const shared = { ...facts, dialects, service, idTokenAlgorithms, corsOrigins }
  const openId = { ...shared, ...(authorizationEndpoint !== undefined && { authorizationEndpoint }) }
  const verification = verificationDeps(options, deps)
  return [
    ...dialects.flatMap((dialect) => protocolRoutes({ ...facts, service, dialect, corsOrigins })),
    ...documentRoutes({ ...shared, assertionAlgorithms, scopes, claims, acrValues, openIdUrls: openIdUrls(openId) }),
    ...openIdRoutes(openId),
    ...pagesOf(dialects).flatMap((dialect) =>
      verificationRoutes({ ...verification, dialect, reading: readingOf(dialect, dialects) }),
    ),
  ]
}

// Dialects with the same page path share one page.
function pagesOf(dialects: readonly Dialect[]): readonly Dialect[] {
  const byPath = new Map(dialects.toReversed().map((dialect) => [dialect.verification.path, dialect]))
  return [...byPath.values()].toReversed()
}

// People also paste the link of another dialect's page.
function readingOf({ userCode }: Dialect, dialects: readonly Dialect[]): UserCodeReading {
  return {
    ...userCode,
    linkParameters: dialects.map(({ verification }) => codeParameterOf(verification)),
    linkPaths: dialects.flatMap(({ verification: { path, codeIn } }) => (codeIn === 'path' ? [path] : [])),
  }
}

function verificationRoutes(deps: VerificationDeps): readonly Route[] {
  const linked = 'linked' in linkedLink(deps) ? linkedRoutes(deps) : []
  return [...jsonRoutes(deps), ...linked, ...pageRoutes(deps)]
}

function verificationDeps(
  options: ResolvedOptions,
  { place: { issuer, baseUrl }, runtime, service, report }: RouteDeps,
): Omit<VerificationDeps, 'dialect' | 'reading'> {
  const { origin, pathname, protocol } = new URL(baseUrl)
  const basePath = pathname.replace(/\/$/, '')
  const isSecure = protocol === 'https:'
  const sessionCookie = createCookieJar(cookieNameBelow(basePath, 'devicegrant-session'), isSecure)
  const sessions = createPageSessions(runtime, sessionCookie, issuer)
  const knownBrowsers = createCookieJar(cookieNameBelow(basePath, 'devicegrant-known'), isSecure, {
    sameSite: 'strict',
  })
  const page = setUpPage(options.page ?? {})
  const { clock } = runtime
  const refuse = createResponseWriter(rfc8628, { issuer, baseUrl, clock })
  return { service, sessions, knownBrowsers, clock, origin, basePath, page, report, refuse }
}

/** Returns the name of the service for lists and documents, which have one language: the one on the page, or the host name. */
export function serviceNameOf({ issuer, page = {} }: ResolvedOptions): string {
  const { serviceName, language = 'en' } = page
  return serviceName === undefined ? new URL(issuer).hostname : localText(serviceName, language, language)
}
