import type { Parameters } from './parameters.js'

// An honest segment is a code or an identifier. The limit bounds the work for a path of an attacker.
const longestSegment = 200
const parameterSegment = /^\{(\w+)\}$/

/** Returns whether a path has a segment `{name}`. */
export function isPattern(path: string): boolean {
  return path.split('/').some((segment) => parameterSegment.test(segment))
}

/** Returns the names of the segments `{name}` of a path. */
export function parametersOfPath(path: string): readonly string[] {
  return path.split('/').flatMap((segment) => parameterSegment.exec(segment)?.[1] ?? [])
}

/** Returns a path in which every segment `{name}` has the same name, so that two paths that match alike are one text. */
export function shapeOfPath(path: string): string {
  return path
    .split('/')
    .map((segment) => segment.replace(parameterSegment, '{}'))
    .join('/')
}

/** What a path matches, with the texts in place of its segments `{name}`. */
export interface PathMatch<Value> {
  readonly value: Value
  readonly parameters: Parameters
}

/**
 * Returns a function that finds the first pattern that a path matches. A segment `{name}` takes one segment: at least one
 * character, at most 200, percent-encoded as UTF-8. Its value is decoded.
 */
export function createPathPatterns<Value>(
  patterns: readonly (readonly [pattern: string, value: Value])[],
): (path: string) => PathMatch<Value> | undefined {
  if (patterns.length === 0) return () => undefined
  const split = patterns.map(([pattern, value]) => ({ segments: pattern.split('/'), value }))
  return (path) => {
    const sent = path.split('/')
    for (const { segments, value } of split) {
      const parameters = segments.length === sent.length ? matchSegments(segments, sent) : undefined
      if (parameters !== undefined) return { value, parameters }
    }
    return undefined
  }
}

/** What the start of a path matches, and the rest of the path, which begins with a slash. */
export interface PrefixMatch {
  readonly parameters: Parameters
  readonly rest: string
}

/** Returns a function that finds a pattern at the start of a path that goes on below it. Segments match as in a whole path. */
export function createPrefixPattern(pattern: string): (path: string) => PrefixMatch | undefined {
  const segments = pattern.split('/')
  return (path) => {
    const sent = path.split('/', segments.length)
    const start = sent.join('/')
    if (path[start.length] !== '/') return undefined
    const parameters = matchSegments(segments, sent)
    return parameters && { parameters, rest: path.slice(start.length) }
  }
}

function matchSegments(segments: readonly string[], sent: readonly string[]): Parameters | undefined {
  const parameters: Record<string, string> = Object.create(null)
  for (const [index, segment] of segments.entries()) {
    const text = sent[index] ?? ''
    const name = parameterSegment.exec(segment)?.[1]
    if (name === undefined) {
      if (segment !== text) return undefined
      continue
    }
    const value = decodeSegment(text)
    if (value === undefined) return undefined
    parameters[name] = value
  }
  return parameters
}

function decodeSegment(text: string): string | undefined {
  if (text === '' || text.length > longestSegment) return undefined
  try {
    return decodeURIComponent(text)
  } catch {
    // It throws only on malformed percent-encoding.
    return undefined
  }
}
