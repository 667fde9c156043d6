import leven, { closestMatch } from 'leven'
import { ConfigurationError, type ConfigurationProblem, problem } from './configuration-error.js'

/** The names of all options of a type. A missing name does not compile. */
export type OptionNames<Options> = Readonly<Record<keyof Options, true>>

const longestName = 60
// `authentication` and `authMethods` begin with so many same letters, and mean the same.
const sameStart = 4
// With more wrong names than these, and no right one, it is an object of another kind, such as a connection.
const mostMisspelled = 4

/**
 * Checks that options are an object, and that every name in it is known. Without this check a misspelled option would
 * be silently ignored. Do not use it on a port of the host, which may have any members.
 *
 * @param owner The name in messages of the function that takes the options.
 * @param given The options. `undefined` is accepted; where options are required, pass `options ?? null`.
 * @param known Every name that is allowed.
 * @throws {ConfigurationError} One sentence for each unknown name, with the nearest known one.
 *
 * @example
 * ```ts
 * export function createPostgresStore(options: { readonly url: string; readonly schema?: string }) {
 *   checkOptionNames('createPostgresStore', options, { url: true, schema: true })
 * }
 * ```
 */
export function checkOptionNames<Options>(owner: string, given: unknown, known: OptionNames<Options>): void {
  const problems = unknownOptions(owner, given, known)
  if (problems.length > 0) throw new ConfigurationError(problems)
}

/**
 * Returns the problems of the names in an object of options. `path` is its path in the options of `owner`. `elsewhere`
 * has the paths of the options of `owner` at other levels: a name that is known there is often at the wrong level.
 */
export function unknownOptions<Options>(
  owner: string,
  given: unknown,
  known: OptionNames<Options>,
  path = '',
  elsewhere: readonly string[] = [],
): readonly ConfigurationProblem[] {
  if (given === undefined) return []
  if (!isBag(given)) {
    const whole = path === '' ? `${owner} takes an object of options` : `${path} must be an object of options`
    return [problem('options-not-an-object', path, whole)]
  }
  const below = path === '' ? '' : `${path}.`
  const names = Object.keys(known)
  const unknown = Object.keys(given).filter((name) => !names.includes(name))
  if (unknown.length > mostMisspelled && unknown.length === Object.keys(given).length) {
    const first = unknown.slice(0, mostMisspelled).map(printed).join(', ')
    const what = path === '' ? owner : `${path} of ${owner}`
    const message = `${what} takes an object with the options ${names.join(', ')}, and was given another, with ${first} and more`
    return [problem('options-not-an-object', path, message)]
  }
  return unknown.map((name) => {
    const moved = elsewhere.find((other) => other !== below + name && other.split('.').at(-1) === name)
    const meant = moved === undefined ? advice(name, names, path) : `did you mean ${moved}?`
    const option = below + printed(name)
    return problem('unknown-option', option, `${option} is not an option of ${owner}: ${meant}`)
  })
}

/**
 * Returns the problems of the names in an object that may have other members: only the names that are almost a known
 * one, and those that contain a known one which is absent, such as `familyStore`.
 */
export function misspelledOptions<Options>(
  owner: string,
  given: unknown,
  known: OptionNames<Options>,
  path: string,
): readonly ConfigurationProblem[] {
  if (!isBag(given)) return []
  const names = Object.keys(known)
  const absent = names.filter((name) => Reflect.get(given, name) === undefined)
  return unknownNames(Object.keys(given), names).flatMap((name) => {
    const meant = names.find((known) => isAlmost(name, known)) ?? absent.find((known) => contains(name, known))
    return meant === undefined ? [] : [misspelling(owner, path, name, meant)]
  })
}

/**
 * Returns the problems of the names in a port, which may be an instance of a class and have other members: only the names
 * that are almost a known one which is absent.
 */
export function misspelledMembers<Port>(
  owner: string,
  port: unknown,
  known: OptionNames<Port>,
  path: string,
): readonly ConfigurationProblem[] {
  if (!isBag(port)) return []
  const absent = Object.keys(known).filter((name) => Reflect.get(port, name) === undefined)
  return unknownNames(membersOf(port), Object.keys(known)).flatMap((name) => {
    const meant = absent.find((known) => isAlmost(name, known))
    return meant === undefined ? [] : [misspelling(owner, path, name, meant)]
  })
}

/** Returns whether a value can have options: an object of any class, but not a list or a function. */
export function isBag(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function membersOf(value: object): readonly string[] {
  const names: string[] = []
  for (let at: unknown = value; isBag(at) && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    names.push(...Object.getOwnPropertyNames(at))
  }
  return names
}

function unknownNames(given: readonly string[], known: readonly string[]): readonly string[] {
  return given.filter((name) => !known.includes(name) && name.length <= longestName)
}

function isAlmost(name: string, known: string): boolean {
  const [one, other] = [name.toLowerCase(), known.toLowerCase()]
  return leven(one, other) <= known.length / 4 || singular(one) === singular(other)
}

function contains(name: string, known: string): boolean {
  const stem = singular(known.toLowerCase())
  return [known.toLowerCase(), stem].some((part) => name.toLowerCase().includes(part))
}

function singular(name: string): string {
  return name.replace(/ies$/, 'y').replace(/s$/, '')
}

function misspelling(owner: string, path: string, name: string, meant: string): ConfigurationProblem {
  const option = `${path}.${printed(name)}`
  return problem('unknown-option', option, `${option} is not an option of ${owner}: did you mean ${path}.${meant}?`)
}

function advice(name: string, names: readonly string[], path: string): string {
  const nearest = nearestName(name, names)
  if (nearest === undefined) return `${path === '' ? 'it' : path} takes ${names.join(', ')}`
  return `did you mean ${path === '' ? nearest : `${path}.${nearest}`}?`
}

/**
 * Returns the known name that a misspelled one most likely means. If more than half of the letters differ, it is another
 * word and not a spelling mistake, unless it begins like one name.
 */
export function nearestName(name: string, names: readonly string[]): string | undefined {
  if (name.length > longestName) return undefined
  const bySpelling = new Map(names.map((known) => [known.toLowerCase(), known]))
  const spelled = name.toLowerCase()
  const nearest = closestMatch(spelled, [...bySpelling.keys()]) ?? ''
  const isNear = leven(spelled, nearest) <= Math.max(spelled.length, nearest.length) / 2
  if (isNear) return bySpelling.get(nearest)
  const start = spelled.slice(0, sameStart)
  const alike = start.length < sameStart ? [] : [...bySpelling.keys()].filter((known) => known.startsWith(start))
  return alike.length === 1 ? bySpelling.get(alike.join()) : undefined
}

/** Returns a name for a message. Other characters are quoted, so that it stays on its line of the log and its end is visible. */
export function printed(name: string): string {
  const short = name.slice(0, longestName)
  return /^[\w$-]+$/.test(short) ? short : JSON.stringify(short)
}
