import type { InternalService } from '../service/internal-service.js'
import type { Dialect } from '../wire/dialect.js'
import { bearerCheck } from './bearer/bearer-check.js'
import { bearerOnly } from './bearer/challenges.js'
import { findActiveClaims } from './bearer/create-bearer-check.js'
import { resourceProofsOf } from './bearer/prove-token.js'
import { createResponseWriter } from './dialect-responses.js'
import { hasDocuments } from './document-routes.js'
import type { GrantFacts } from './response-context.js'
import { jsonResponse } from './responses.js'
import type { Route } from './route.js'

const authorizationPath = '/authorize'
const userInfoPath = '/userinfo'

/** The input of `openIdRoutes` and `openIdUrls`. */
export interface OpenIdDeps extends GrantFacts {
  /** The served parts of the dialects. The first one spells the faults. */
  readonly dialects: readonly Dialect[]
  readonly service: Pick<InternalService, 'findUserInfo' | 'verifyToken' | 'isTokenActive' | 'proofs'>
  /** The algorithms that ID tokens are signed with. Empty if there are no ID tokens. */
  readonly idTokenAlgorithms: readonly string[]
  /** The authorization endpoint of the host, if it has one. */
  readonly authorizationEndpoint?: string
  /** The other origins whose pages may fetch the claims of a person, by CORS. */
  readonly corsOrigins: readonly string[]
}

/** Returns the URLs of the endpoints of an OpenID Provider, by their names in the metadata. */
export function openIdUrls(deps: OpenIdDeps): Readonly<Record<string, string>> {
  const { baseUrl, authorizationEndpoint = refusesAuthorization(deps) ? baseUrl + authorizationPath : undefined } = deps
  return {
    ...(authorizationEndpoint !== undefined && { authorization_endpoint: authorizationEndpoint }),
    ...(servesUserInfo(deps) && { userinfo_endpoint: baseUrl + userInfoPath }),
  }
}

/**
 * Returns the routes of an OpenID Provider beside the tokens: the UserInfo endpoint (OpenID Connect Core §5.3), and the
 * authorization endpoint that the metadata must name (OpenID Connect Discovery §3).
 */
export function openIdRoutes(deps: OpenIdDeps): readonly Route[] {
  return [...(refusesAuthorization(deps) ? authorizationRoutes(deps) : []), ...userInfoRoutes(deps)]
}

/** Returns the paths of these routes, served or not. No endpoint of a dialect may have one of them. */
export const openIdPaths = [
  { path: authorizationPath, what: 'the authorization endpoint' },
  { path: userInfoPath, what: 'the UserInfo endpoint' },
] as const

// Without a document no client learns the URL.
function refusesAuthorization({ dialects, idTokenAlgorithms, authorizationEndpoint }: OpenIdDeps): boolean {
  return idTokenAlgorithms.length > 0 && authorizationEndpoint === undefined && hasDocuments(dialects)
}

function servesUserInfo({ idTokenAlgorithms, service }: OpenIdDeps): boolean {
  return idTokenAlgorithms.length > 0 && service.findUserInfo !== undefined
}

// No redirect URI is registered here, so the response never redirects (RFC 6749 §4.1.2.1). It is the same for every
// request.
function authorizationRoutes(deps: OpenIdDeps): readonly Route[] {
  const description =
    'This server has no sign-in by redirect. The client must use the device authorization grant (RFC 8628).'
  return routesFor(deps, 'authorize', authorizationPath, async () =>
    jsonResponse(400, { error: 'unsupported_response_type', error_description: description }),
  )
}

function userInfoRoutes(deps: OpenIdDeps): readonly Route[] {
  const { service, baseUrl, corsOrigins: origins } = deps
  const { findUserInfo } = service
  if (findUserInfo === undefined || !servesUserInfo(deps)) return []
  return routesFor(deps, 'userinfo', userInfoPath, async ({ method, headers }, call) => {
    const check = bearerCheck({
      scope: ['openid'],
      schemes: bearerOnly,
      proofs: resourceProofsOf(service, new URL(baseUrl).origin, call),
      accept: (token) => findActiveClaims(service, token, undefined, call),
    })
    const { authorization, dpop } = headers
    const verdict = await check({ method, url: baseUrl + userInfoPath, authorization, dpop })
    return verdict.ok ? jsonResponse(200, await findUserInfo(verdict.claims, call), verdict.headers) : verdict.response
  }).map((route) => ({ ...route, origins }))
}

// OpenID Connect Core §3.1.2.1 and §5.3.1: both endpoints take GET and POST.
function routesFor(
  deps: OpenIdDeps,
  operation: 'authorize' | 'userinfo',
  path: string,
  respond: Route['respond'],
): readonly Route[] {
  const [dialect] = deps.dialects
  if (dialect === undefined) return []
  const refuse = createResponseWriter(dialect, deps)
  return (['GET', 'POST'] as const).map((method) => ({
    operation,
    dialect: dialect.name,
    method,
    path,
    respond,
    refuse,
  }))
}
