import { spawnSync } from 'node:child_process'
import { pathToFileURL } from 'node:url'
import { placeOf } from './describe-fault.js'

// In milliseconds. A module that cannot be parsed ends at once.
const timeout = 5_000

/**
 * Returns the line with a syntax error in an ES module, or in one that it imports. Node names it only when the error ends a process,
 * so another one ends here. No module of the host runs in it: all are parsed before the first one runs.
 */
export function placeOfSyntaxError(file: string): string | undefined {
  const code = `await import(${JSON.stringify(pathToFileURL(file).href)})`
  const args = [...process.execArgv, '--input-type=module', '--eval', code]
  const { stderr } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    timeout,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  return placeOf(stderr)
}
