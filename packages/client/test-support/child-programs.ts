import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { temporaryDirectory } from './token-places.js'

const built = fileURLToPath(new URL('../dist', import.meta.url))
const library = fileURLToPath(new URL('../node_modules/oauth4webapi', import.meta.url))
const programs = fileURLToPath(new URL('programs', import.meta.url))

/** How a program ended. */
export interface Ending {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly lines: readonly string[]
  readonly errors: string
}

/** A program that runs. */
export interface RunningProgram {
  readonly process: ChildProcess
  readonly ended: Promise<Ending>
  /** Resolves when the program has printed this line. */
  printed(line: string): Promise<void>
}

/** How a program is run. */
export interface ProgramWish {
  readonly uid?: number
  /** Lets the program write no file that is larger than this, in blocks of the shell. */
  readonly largestFile?: number
}

/** Runs programs of `test-support/programs` on a copy of the built package, which every user can read. */
export function createRunner(): (program: string, args: readonly string[], wish?: ProgramWish) => RunningProgram {
  const copy = temporaryDirectory()
  mkdirSync(join(copy, 'package'), { mode: 0o755 })
  cpSync(built, join(copy, 'package', 'dist'), { recursive: true })
  cpSync(programs, join(copy, 'package', 'programs'), { recursive: true })
  writeFileSync(join(copy, 'package', 'package.json'), JSON.stringify({ type: 'module' }))
  mkdirSync(join(copy, 'package', 'node_modules'))
  symlinkSync(library, join(copy, 'package', 'node_modules', 'oauth4webapi'))
  chmodSync(copy, 0o755)
  return (program, args, { uid, largestFile } = {}) => {
    const command = [process.execPath, join(copy, 'package', 'programs', program), ...args]
    const limited = ['sh', '-c', `trap '' XFSZ; ulimit -f ${largestFile}; exec "$@"`, 'sh', ...command]
    const [file = '', ...rest] = largestFile === undefined ? command : limited
    const child = spawn(file, rest, uid === undefined ? {} : { uid })
    onTestFinished(() => void child.kill('SIGKILL'))
    return listenTo(child)
  }
}

function listenTo(child: ChildProcess): RunningProgram {
  let output = ''
  let errors = ''
  const waiting = new Map<string, () => void>()
  child.stderr?.on('data', (chunk) => {
    errors += String(chunk)
  })
  const linesOf = () => output.split('\n').filter((line) => line !== '')
  child.stdout?.on('data', (chunk) => {
    output += String(chunk)
    for (const line of linesOf()) waiting.get(line)?.()
  })
  const ended = new Promise<Ending>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, lines: linesOf(), errors }))
  })
  return {
    process: child,
    ended,
    printed: (line) =>
      Promise.race([
        new Promise<void>((resolve) => {
          waiting.set(line, resolve)
          if (linesOf().includes(line)) resolve()
        }),
        ended.then((ending) => Promise.reject(new Error(`the program ended: ${JSON.stringify(ending)}`))),
      ]),
  }
}
