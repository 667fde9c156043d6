import { ConfigurationError, type ConfigurationProblem, problem } from './configuration-error.js'
import { nearestName, printed } from './option-names.js'

/**
 * Checks an option that has words as its value, or a list of them. Without this check a misspelled word would be ignored.
 *
 * @param owner The name in messages of the function that takes the option.
 * @param option The name of the option.
 * @param given The word, or the list of words.
 * @param known Every word that is allowed.
 * @throws {ConfigurationError} One sentence for each unknown word, with the nearest known one.
 *
 * @example
 * ```ts
 * export function createPostgresStore({ isolation = 'serializable' }: { readonly isolation?: string }) {
 *   checkOptionWords('createPostgresStore', 'isolation', isolation, ['serializable', 'repeatableRead'])
 * }
 * ```
 */
export function checkOptionWords(owner: string, option: string, given: unknown, known: readonly string[]): void {
  const problems = unknownWords(owner, option, Array.isArray(given) ? given : [given], known)
  if (problems.length > 0) throw new ConfigurationError(problems)
}

/** Returns a problem for each word of an option that is not a known one. */
export function unknownWords(
  owner: string,
  option: string,
  words: readonly unknown[],
  known: readonly string[],
): readonly ConfigurationProblem[] {
  return words
    .filter((word) => typeof word !== 'string' || !known.includes(word))
    .map((word) => problem('invalid-value', option, `${option} of ${owner} ${complaint(word, known)}`))
}

function complaint(word: unknown, known: readonly string[]): string {
  if (typeof word !== 'string') return `takes only the words ${known.join(', ')}`
  const nearest = nearestName(word, known)
  return `does not know ${printed(word)}: ${nearest === undefined ? `it takes ${known.join(', ')}` : `did you mean ${nearest}?`}`
}
