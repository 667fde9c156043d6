import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { UsageError } from '../commands/command.js'
import { findFile } from '../commands/module-words.js'

// In milliseconds. Nothing is loaded.
const timeout = 10_000
const isPath = /^(?:\.{0,2}\/|\.{1,2}$|[a-z]:)/i

/**
 * Returns the path of the module with this name: a file, or else a package that this folder can import, such as `my-store/laws`.
 *
 * @throws UsageError if there is neither.
 */
export function addressOf(name: string): string {
  const file = findFile(name)
  if (file !== undefined) return file
  if (isPath.test(name)) throw new UsageError(`there is no file ${name}`)
  const address = addressOfPackage(name)
  if (address === undefined) {
    throw new UsageError(`there is no file ${name}, and no package of this name that this folder can import`)
  }
  return address
}

// The code of --eval resolves names from the working directory, under the conditions and with the loaders of an import.
function addressOfPackage(name: string): string | undefined {
  const args = [
    ...process.execArgv,
    '--input-type=module',
    '--eval',
    'console.log(import.meta.resolve(process.argv[1]))',
  ]
  const { stdout } = spawnSync(process.execPath, [...args, '--', name], {
    encoding: 'utf8',
    timeout,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const address = stdout.trim()
  return address.startsWith('file:') ? fileURLToPath(address) : undefined
}
