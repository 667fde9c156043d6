// What the commands that load a module read alike from their words.

import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Given, UsageError } from './command.js'

const longestTimeout = 600

/** Returns the one module that a command takes. */
export function moduleIn({ words }: Given, command: string, example: string): string {
  const [module, ...more] = words
  if (module === undefined) throw new UsageError(`${command} needs a module, such as ${example}`)
  if (more.length > 0) throw new UsageError(`${command} takes one module, and got ${more.length + 1}`)
  return module
}

/** Returns the path of a file that exists, or `undefined`. */
export function findFile(name: string): string | undefined {
  const file = resolve(name)
  return statSync(file, { throwIfNoEntry: false })?.isFile() === true ? file : undefined
}

/** Returns the path of a file that exists. */
export function existingFile(name: string): string {
  const file = findFile(name)
  if (file === undefined) throw new UsageError(`there is no file ${name}`)
  return file
}

/** Returns the file of `--env-file`, if it is given. */
export function envFileIn({ texts }: Given): string | undefined {
  const name = texts.get('env-file')
  return name === undefined ? undefined : existingFile(name)
}

/** Returns the milliseconds of `--timeout`, which takes seconds. */
export function timeoutIn({ texts }: Given, defaultSeconds: number): number {
  const seconds = Number(texts.get('timeout') ?? defaultSeconds)
  if (seconds > 0 && seconds <= longestTimeout) return seconds * 1000
  throw new UsageError(`--timeout takes a number of seconds, up to ${longestTimeout}`)
}
