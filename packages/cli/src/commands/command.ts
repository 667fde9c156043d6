import type { ParseArgsConfig } from 'node:util'
import type { Terminal } from '../terminal/terminal.js'

/** The options that a command takes, as `parseArgs` of Node has them. */
export type OptionSpecs = NonNullable<ParseArgsConfig['options']>

/** What a person typed after the name of a command. */
export interface Given {
  readonly flags: ReadonlySet<string>
  readonly texts: ReadonlyMap<string, string>
  readonly words: readonly string[]
}

/** One command. */
export interface Command {
  readonly summary: string
  readonly help: string
  readonly options: OptionSpecs
  /** Resolves to the exit code. Throws a `UsageError` for wrong words. */
  run(given: Given, terminal: Terminal): Promise<number> | number
}

/** Wrong words on the command line. The message says what to write. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** A command that cannot do what it was asked for. The message says why. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure'
}

/** Throws a `UsageError` if there are words that a command does not take. */
export function refuseWords({ words }: Given, name: string): void {
  if (words.length > 0) throw new UsageError(`${name} takes no ${JSON.stringify(words[0])}`)
}
