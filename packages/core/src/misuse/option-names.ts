import leven, { closestMatch } from 'leven'
import { ConfigurationError } from './configuration-error.js'

/** Every name that a bag of options has: one that is added to the type and not here does not compile. */
export type OptionNames<Options> = Readonly<Record<keyof Options, true>>

const longestName = 60

/**
 * Refuses a bag of options that is no object, or that has a name which is none of the known ones: an option with a
 * spelling mistake would otherwise be no option, in silence. Only own options are checked so, never a port of the host,
 * which may have any members.
 *
 * @param owner The function that takes the options, as the message names it.
 * @throws {ConfigurationError} One sentence for each wrong name, with the nearest known one.
 */
export function checkOptionNames<Options>(owner: string, given: unknown, known: OptionNames<Options>): void {
  const problems = unknownOptions(owner, given, known)
  if (problems.length > 0) throw new ConfigurationError(problems)
}

/** What is wrong with the names in a bag of options. `path` is where it stands in the options of its owner. */
export function unknownOptions<Options>(
  owner: string,
  given: unknown,
  known: OptionNames<Options>,
  path = '',
): readonly string[] {
  if (given === undefined) return []
  if (!isBag(given)) {
    return [path === '' ? `${owner} takes an object of options` : `${path} must be an object of options`]
  }
  const below = path === '' ? '' : `${path}.`
  const names = Object.keys(known)
  return Object.keys(given)
    .filter((name) => !names.includes(name))
    .map((name) => `${below}${printed(name)} is no option of ${owner}: ${advice(name, names, path)}`)
}

/** Whether a value can hold options: an object, of whatever class, that is neither a list nor a function. */
export function isBag(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function advice(name: string, names: readonly string[], path: string): string {
  const nearest = nearestName(name, names)
  if (nearest === undefined) return `${path === '' ? 'it' : path} takes ${names.join(', ')}`
  return `did you mean ${path === '' ? nearest : `${path}.${nearest}`}?`
}

// With more than half of the letters changed, it is another word.
function nearestName(name: string, names: readonly string[]): string | undefined {
  if (name.length > longestName) return undefined
  const bySpelling = new Map(names.map((known) => [known.toLowerCase(), known]))
  const spelled = name.toLowerCase()
  const nearest = closestMatch(spelled, [...bySpelling.keys()]) ?? ''
  const isNear = leven(spelled, nearest) <= Math.max(spelled.length, nearest.length) / 2
  return isNear ? bySpelling.get(nearest) : undefined
}

// In a log line, a name stays on its line and says where it ends.
function printed(name: string): string {
  const short = name.slice(0, longestName)
  return /^[\w$-]+$/.test(short) ? short : JSON.stringify(short)
}
