import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { findFreePort } from '../../packages/store-redis/test-support/free-port.js'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** A process of an example that serves. */
export interface RunningExample {
  readonly address: string
  /** All that it has printed so far. */
  printed(): string
  stop(): Promise<void>
}

/** Starts a program of an example on a free port, and waits until it serves the page. Rejects with its output if it ends. */
export async function startExample(
  file: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<RunningExample> {
  const port = await findFreePort()
  const env = { PATH: process.env['PATH'], PORT: String(port), ...environment }
  const child = spawn(process.execPath, [file], { cwd: root, env })
  let output = ''
  const listen = (chunk: unknown) => {
    output += String(chunk)
  }
  child.stdout.on('data', listen)
  child.stderr.on('data', listen)
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const address = `http://127.0.0.1:${port}`
  while (child.exitCode === null) {
    const response = await fetch(`${address}/device`, { redirect: 'manual' }).catch(() => undefined)
    if (response !== undefined) break
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  if (child.exitCode !== null) throw new Error(`${file} ended with ${child.exitCode}:\n${output}`)
  return {
    address,
    printed: () => output,
    async stop() {
      child.kill('SIGTERM')
      await closed
    },
  }
}
