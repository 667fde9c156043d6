import type { HttpRequest } from '../../ports/http-request.js'
import { createPathPatterns, type PathMatch } from '../../wire/path-patterns.js'
import type { Route } from '../route.js'

/**
 * Returns a function that finds the page of an address that a person typed with different capitals, a trailing slash or
 * repeated slashes. It finds pages for GET and HEAD only. Forms and clients use the exact path.
 *
 * A path with a trailing slash gets the page itself, because some proxies add that slash. Every other spelling is redirected
 * to the exact path before any code is looked up. A host limits guesses of codes by path, and its limit may not match the
 * other spellings (RFC 8628 §5.1).
 */
export function findTypedPaths(
  routes: readonly Route[],
): (request: Pick<HttpRequest, 'method' | 'path'>) => readonly [Route] | undefined {
  const byPath = new Map(routes.flatMap(typedRoutesOf))
  return ({ method, path }) => {
    const typed = isView(method) ? byPath.get(asMeant(path)) : undefined
    if (typed === undefined) return undefined
    return [path === `${typed.route.path}/` ? typed.route : typed.redirecting]
  }
}

interface TypedRoute {
  readonly route: Route
  /** The same route, with the redirect in place of its response. */
  readonly redirecting: Route
}

function typedRoutesOf(route: Route): readonly (readonly [path: string, typed: TypedRoute])[] {
  const { redirectTyped } = route
  if (redirectTyped === undefined) return []
  return [
    [asMeant(route.path), { route, redirecting: { ...route, respond: async (request) => redirectTyped(request) } }],
  ]
}

/**
 * Returns a function that finds the link of an address that a person typed with different capitals or extra slashes. The text
 * in its segment `{name}` loses its capitals.
 */
export function findTypedLinks(
  routes: readonly Route[],
): (request: Pick<HttpRequest, 'method' | 'path'>) => PathMatch<readonly [Route]> | undefined {
  const links = routes.filter(({ isTypedLink = false }) => isTypedLink)
  const find = createPathPatterns(links.map((route) => [asMeant(route.path), [route]] as const))
  return ({ method, path }) => (isView(method) ? find(asMeant(path)) : undefined)
}

function isView(method: string): boolean {
  return method === 'GET' || method === 'HEAD'
}

function asMeant(path: string): string {
  return path
    .replace(/\/{2,}/g, '/')
    .replace(/\/$/, '')
    .toLowerCase()
}
