import { spawnSync } from 'node:child_process'
import { root } from '../prepare.mjs'

/** Runs a program that exits with 0 on success, and returns what it has printed. */
export function runProgram({ program, args }) {
  const { status, signal, stdout, stderr } = spawnSync(program, args, { cwd: root, encoding: 'utf8', timeout: 120_000 })
  if (status === 0) return stdout.trimEnd()
  throw new Error(`ended with ${status ?? signal}\n${stdout}${stderr}`)
}
