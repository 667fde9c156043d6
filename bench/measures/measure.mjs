import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** Runs a file of this folder in a process of its own, and returns the JSON that it prints. */
export function measure(name, args = [], flags = []) {
  const file = fileURLToPath(new URL(`./${name}.mjs`, import.meta.url))
  const options = { encoding: 'utf8', maxBuffer: 1e8 }
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [...flags, file, ...args.map(String)], options)
  if (status !== 0) throw new Error(`measuring ${name} ended with ${status ?? signal}\n${stderr}`)
  return JSON.parse(stdout)
}
