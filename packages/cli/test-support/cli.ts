import { spawn } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Terminal } from '../src/terminal/terminal.js'

const program = fileURLToPath(new URL('../dist/bin.js', import.meta.url))

/** What a process of the command left. */
export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A process of the command. */
export interface Started {
  readonly ended: Promise<Ended>
  kill(signal: NodeJS.Signals): void
}

/** Starts the built command as a process, with these variables in place of those of the test. */
export function startProgram(args: readonly string[], env: NodeJS.ProcessEnv = {}, cwd?: string): Started {
  const { PATH } = process.env
  const child = spawn(process.execPath, [program, ...args], {
    cwd,
    env: { PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk) => {
    stdout += chunk
  })
  child.stderr.on('data', (chunk) => {
    stderr += chunk
  })
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, stdout, stderr }))
  })
  return { ended, kill: (signal) => void child.kill(signal) }
}

/** Runs the built command as a process to its end. */
export function runProgram(args: readonly string[], env: NodeJS.ProcessEnv = {}, cwd?: string): Promise<Ended> {
  return startProgram(args, env, cwd).ended
}

/** A terminal that keeps what is written. */
export function fakeTerminal(kind: Partial<Pick<Terminal, 'isInteractive' | 'hasColors'>> = {}) {
  const written = { stdout: '', stderr: '' }
  const terminal: Terminal = {
    isInteractive: false,
    hasColors: false,
    ...kind,
    write(text) {
      written.stdout += text
    },
    note(text) {
      written.stderr += text
    },
  }
  return { terminal, written }
}

/** An empty folder, and a function that writes a file into it. */
export function makeFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'devicegrant-cli-'))
  return {
    folder,
    write(name: string, text: string): string {
      const file = join(folder, name)
      writeFileSync(file, text)
      return file
    },
  }
}
