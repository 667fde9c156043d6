import type { HttpRequest } from '../../ports/http-request.js'
import type { Parameters } from '../../wire/parameters.js'
import { createPathPatterns, isPattern } from '../../wire/path-patterns.js'
import type { Route } from '../route.js'
import { findTypedLinks, findTypedPaths } from './typed-paths.js'

/** The routes of one path, one for each method. */
export type RoutesOfPath = readonly [Route, ...Route[]]

/** The routes that a request is for, and the parameters in its path. */
export interface FoundRoutes {
  readonly here: RoutesOfPath
  readonly pathParameters: Parameters
}

/** Finds the routes of a request: by its exact path, by the path that a person meant to type, by a pattern, or by a link. */
export type RouteFinder = (request: Pick<HttpRequest, 'method' | 'path'>) => FoundRoutes | undefined

const noParameters: Parameters = Object.freeze(Object.create(null))

/** Returns the finder of these routes. */
export function createRouteFinder(routes: readonly Route[]): RouteFinder {
  const byPath = groupByPath(routes)
  const exact = new Map(
    [...byPath]
      .filter(([path]) => !isPattern(path))
      .map(([path, here]) => [path, { here, pathParameters: noParameters }]),
  )
  const findTyped = findTypedPaths(routes)
  const findPattern = createPathPatterns([...byPath].filter(([path]) => isPattern(path)))
  const findLink = findTypedLinks(routes)
  return (request) => {
    const found = exact.get(request.path)
    if (found !== undefined) return found
    const typed = findTyped(request)
    if (typed !== undefined) return { here: typed, pathParameters: noParameters }
    const matched = findPattern(request.path) ?? findLink(request)
    return matched && { here: matched.value, pathParameters: matched.parameters }
  }
}

function groupByPath(routes: readonly Route[]): ReadonlyMap<string, RoutesOfPath> {
  const byPath = new Map<string, RoutesOfPath>()
  for (const route of routes) {
    const others = byPath.get(route.path)
    byPath.set(route.path, others === undefined ? [route] : [...others, route])
  }
  return byPath
}
