import { ConfigurationError, problem } from './configuration-error.js'
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
  const words: readonly unknown[] = Array.isArray(given) ? given : [given]
  const problems = words
    .filter((word) => typeof word !== 'string' || !known.includes(word))
    .map((word) => problem('invalid-value', option, `${option} of ${owner} ${complaint(word, known)}`))
  if (problems.length > 0) throw new ConfigurationError(problems)
}

function complaint(word: unknown, known: readonly string[]): string {
  if (typeof word !== 'string') return `takes only the words ${known.join(', ')}`
  const nearest = nearestName(word, known)
  return `does not know ${printed(word)}: ${nearest === undefined ? `it takes ${known.join(', ')}` : `did you mean ${nearest}?`}`
}
