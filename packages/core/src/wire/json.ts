import { type Problem, problem } from '../protocol/problem.js'
import { gather, type Parameters } from './parameters.js'

/** Decodes an `application/json` body: one object without repeated member names. The schemas check the members. */
export function decodeJson(text: string): Parameters | Problem {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (malformed) {
    if (malformed instanceof SyntaxError)
      return problem('invalidRequest', 'The body is not well-formed JSON.', { faults: [{ fault: 'notJson' }] })
    throw malformed
  }
  if (!isObject(value)) {
    return problem('invalidRequest', 'The body is not a JSON object.', { faults: [{ fault: 'notAnObject' }] })
  }
  if (hasRepeatedName(text)) return problem('invalidRequest', 'A parameter is included more than once.')
  return gather(Object.entries(value), '')
}

/** Returns whether a value is an object, but not `null` and not an array. */
export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const token = /"(?:[^"\\]|\\.)*"|[{}[\]:]/g

/**
 * Returns whether the outermost object of well-formed JSON names a member twice. `JSON.parse` silently keeps the last
 * one. Another reader of the same bytes may keep the first.
 */
function hasRepeatedName(json: string): boolean {
  const names = new Set<string>()
  let depth = 0
  let text = ''
  for (const [piece] of json.matchAll(token)) {
    if (piece === '{' || piece === '[') depth++
    else if (piece === '}' || piece === ']') depth--
    else if (piece === ':' && depth === 1) {
      const name: string = JSON.parse(text)
      if (names.has(name)) return true
      names.add(name)
    } else text = piece
  }
  return false
}
