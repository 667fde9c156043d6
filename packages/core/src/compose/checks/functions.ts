import { type ConfigurationProblem, invalid, problem } from '../../misuse/configuration-error.js'
import { isPromise } from '../../service/call/is-promise.js'

/** Returns a problem if a port is missing, or does not have all of these functions. */
export function missing(option: string, port: unknown, functions: readonly string[]): readonly ConfigurationProblem[] {
  const lacking = functions.filter((name) => typeof Reflect.get(Object(port), name) !== 'function')
  if (lacking.length === 0) return []
  const named = `the function${lacking.length > 1 ? 's' : ''} ${lacking.join(', ')}`
  if (port === undefined || port === null) {
    return [problem('option-missing', option, `${option} is required: it must have ${named}`)]
  }
  return [problem('function-missing', option, `${option} must have ${named}${hintFor(port)}`)]
}

/** The same for a port that may be left out, and is in the options with this value. */
export function missingIn(
  option: string,
  port: unknown,
  functions: readonly string[],
): readonly ConfigurationProblem[] {
  if (port !== undefined && port !== null) return missing(option, port, functions)
  const has = `the function${functions.length > 1 ? 's' : ''} ${functions.join(', ')}`
  return [invalid(option, `is ${port}: leave it out, or write an object with ${has}`)]
}

function hintFor(port: unknown): string {
  if (isPromise(port)) return ', and is a promise: await it'
  return typeof port === 'function' ? ', and is a function: call it, or write an object' : ''
}
