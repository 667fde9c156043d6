import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../../examples/demo/dist/main.js', import.meta.url))
const login = fileURLToPath(new URL('../../examples/demo/dist/login.js', import.meta.url))

/** How a demo process ended, and all that it said. */
export interface Ending {
  readonly code: number | null
  readonly output: string
  readonly errors: string
}

/** A demo process that serves. */
export interface RunningDemo {
  /** Its standard output up to and including the line that says where it listens, and the one after it. */
  readonly firstLines: readonly string[]
  /** Where it really listens, whatever its issuer. */
  readonly address: string
  stop(signal: NodeJS.Signals): Promise<Ending>
}

type Environment = Readonly<Record<string, string>>

/** Runs the built demo with these variables and nothing else of the environment that it would read. */
function launch(environment: Environment): { readonly process: ChildProcess; readonly ended: Promise<Ending> } {
  const child = spawn(process.execPath, [main], { env: { PATH: process.env['PATH'], ...environment } })
  return { process: child, ended: listenTo(child) }
}

function listenTo(child: ChildProcessWithoutNullStreams): Promise<Ending> {
  let output = ''
  let errors = ''
  child.stdout.on('data', (chunk) => {
    output += String(chunk)
  })
  child.stderr.on('data', (chunk) => {
    errors += String(chunk)
  })
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, output, errors })))
}

/** Starts a demo and waits until it serves. Rejects with what it said if it ends instead. */
export async function startDemo(environment: Environment = {}): Promise<RunningDemo> {
  const { process: child, ended } = launch({ PORT: '0', ...environment })
  const firstLines: string[] = []
  if (child.stdout === null) throw new Error('the demo has no standard output')
  const lines = createInterface({ input: child.stdout })
  await Promise.race([
    ended.then(({ errors }) => Promise.reject(new Error(`the demo ended: ${errors}`))),
    new Promise<void>((resolve) => {
      lines.on('line', (line) => {
        firstLines.push(line)
        if (firstLines.length === 2) resolve()
      })
    }),
  ])
  const address = /http:\S+$/.exec(firstLines[1] ?? '')?.[0] ?? /http:\S+$/.exec(firstLines[0] ?? '')?.[0] ?? ''
  return {
    firstLines,
    address,
    stop(signal) {
      child.kill(signal)
      return ended
    },
  }
}

/** Runs a demo that is expected not to start. */
export function runDemo(environment: Environment): Promise<Ending> {
  return launch({ PORT: '0', ...environment }).ended
}

/**
 * Runs a command of the demo's command-line client against a server, with this folder for its tokens. It approves as soon as it
 * sees a code, and waits for the end.
 */
export async function runLogin(
  words: readonly string[],
  folder: string,
  approve: (userCode: string) => Promise<unknown> = async () => undefined,
): Promise<Ending> {
  const child = spawn(process.execPath, [login, ...words], {
    env: { PATH: process.env['PATH'], XDG_DATA_HOME: folder },
  })
  const said = listenTo(child)
  for await (const line of createInterface({ input: child.stdout })) {
    const userCode = /^ +([A-Z]{4}-[A-Z]{4})$/.exec(line)?.[1]
    if (userCode !== undefined) await approve(userCode)
  }
  return said
}
