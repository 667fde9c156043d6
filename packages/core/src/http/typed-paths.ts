import type { HttpRequest } from './message.js'
import type { Route } from './route.js'

/**
 * Returns a function that finds the page of an address that a person typed with different capitals, a trailing slash or
 * repeated slashes. It finds pages for GET and HEAD only. Forms and clients use the exact path.
 */
export function findTypedPaths(routes: readonly Route[]): (request: HttpRequest) => readonly [Route] | undefined {
  const typed = routes.filter(({ isTyped }) => isTyped === true)
  const byPath = new Map(typed.map((route) => [asMeant(route.path), [route] as const]))
  return ({ method, path }) => (method === 'GET' || method === 'HEAD' ? byPath.get(asMeant(path)) : undefined)
}

function asMeant(path: string): string {
  return path
    .replace(/\/{2,}/g, '/')
    .replace(/\/$/, '')
    .toLowerCase()
}
