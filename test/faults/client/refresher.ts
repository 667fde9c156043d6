import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const script = fileURLToPath(new URL('refreshing-program.mjs', import.meta.url))

/** What a process works with. */
export interface RefresherOptions {
  readonly issuer: string
  readonly clientId: string
  /** Where all processes keep the one sign-in. */
  readonly directory: string
  /** The server sees it in `x-process`. */
  readonly name: string
  /** Without it, the process refreshes beside the others. */
  readonly hasLock: boolean
}

/** A process that has asked for a token: the token, or why there is none. */
export type Asked = { readonly token: string } | { readonly failure: string }

/** A process that uses the compiled client. */
export interface Refresher {
  readonly name: string
  /** The types of the events that its client has reported. */
  readonly events: readonly string[]
  /** Asks for a token that lives so long. `undefined`: the process was killed before it had an answer. */
  ask(minLife?: number): Promise<Asked | undefined>
  isOver(): boolean
  /** Sends SIGKILL and waits for the end. */
  kill(): Promise<void>
}

const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** Starts a process and waits until it listens. Its end is a failure, unless it was killed. */
export async function startRefresher(options: RefresherOptions): Promise<Refresher> {
  const env = { PATH: process.env['PATH'], FAULTS_CLIENT: JSON.stringify(options) }
  const child = spawn(process.execPath, [script], { env })
  running.add(child)
  const events: string[] = []
  let errors = ''
  let isOver = false
  let settle = (_: Asked | undefined) => {}
  child.stderr.on('data', (chunk) => {
    errors += String(chunk)
  })
  // A process that was killed reads no more lines.
  child.stdin.on('error', () => {})
  const ended = new Promise<void>((resolve) => {
    child.once('close', (code) => {
      isOver = true
      running.delete(child)
      settle(code === null ? undefined : { failure: `the process ended with ${code}: ${errors}` })
      resolve()
    })
  })
  const ready = new Promise<void>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [word, detail = ''] = [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]
      if (word === 'ready') resolve()
      if (word === 'event') events.push(detail)
      if (word === 'token') settle({ token: detail })
      if (word === 'failed') settle({ failure: detail })
    })
  })
  await Promise.race([ready, ended])
  if (errors !== '') throw new Error(`the process did not start: ${errors}`)
  return {
    name: options.name,
    events,
    ask: (minLife) =>
      new Promise((resolve) => {
        settle = resolve
        if (isOver) resolve(undefined)
        child.stdin.write(`${minLife ?? ''}\n`)
      }),
    isOver: () => isOver,
    kill() {
      child.kill('SIGKILL')
      return ended
    },
  }
}
