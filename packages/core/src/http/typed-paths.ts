import type { HttpRequest } from './message.js'
import type { Route } from './route.js'

/**
 * Finds the page that a person means who typed its address with other capitals, a slash at the end or a slash too many.
 * For reading only: forms and clients use the exact path.
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
