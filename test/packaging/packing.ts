import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))

/** A packed package: its tarball, and the files in it. */
export interface Tarball {
  readonly file: string
  readonly contents: readonly string[]
}

/** Resolves to the output, whatever the exit code. The last line has the code of a command that fails. */
export function run(command: string, args: readonly string[], cwd = root): Promise<string> {
  return new Promise((resolve) => {
    execFile(command, args, { cwd, env: { ...process.env, NO_COLOR: '1' } }, (error, stdout, stderr) => {
      resolve(`${stdout}${stderr}${error === null ? '' : `exit code ${error.code}`}`)
    })
  })
}

/** Runs a program of the root's node_modules. */
export function runTool(script: string, ...args: string[]): Promise<string> {
  return run(process.execPath, [join(root, 'node_modules', script), ...args])
}

/** Packs the package in a folder, as it is published. */
export async function pack(folder: string, destination: string): Promise<Tarball> {
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const output = await run(
    'npx',
    ['--yes', packageManager, 'pack', '--json', '--pack-destination', destination],
    folder,
  )
  const { filename, files } = JSON.parse(output.slice(output.indexOf('{'), output.lastIndexOf('}') + 1))
  return { file: filename, contents: files.map((file: { path: string }) => file.path) }
}
