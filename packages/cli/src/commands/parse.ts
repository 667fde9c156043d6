import { parseArgs } from 'node:util'
import { type Given, type OptionSpecs, UsageError } from './command.js'
import { didYouMean } from './nearest.js'

/**
 * Reads the words after the name of a command.
 *
 * @throws UsageError if an option is unknown or has no value.
 */
export function readWords(name: string, args: readonly string[], options: OptionSpecs): Given {
  const { tokens, positionals } = parseArgs({
    args: [...args],
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  const flags = new Set<string>()
  const texts = new Map<string, string>()
  for (const token of tokens) {
    if (token.kind !== 'option') continue
    const spec = options[token.name]
    if (spec === undefined || !Object.hasOwn(options, token.name)) {
      const known = Object.keys(options).map((option) => `--${option}`)
      throw new UsageError(`${name} has no option ${token.rawName}.${didYouMean(token.rawName, known)}`)
    }
    if (spec.type === 'boolean') {
      if (token.value !== undefined) throw new UsageError(`${token.rawName} takes no value`)
      flags.add(token.name)
    } else {
      if (token.value === undefined || token.value === '' || (!token.inlineValue && token.value.startsWith('-'))) {
        throw new UsageError(`${token.rawName} needs a value`)
      }
      texts.set(token.name, token.value)
    }
  }
  return { flags, texts, words: positionals }
}
