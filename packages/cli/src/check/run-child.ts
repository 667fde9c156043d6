import { type ChildProcess, fork } from 'node:child_process'
import { constants } from 'node:os'
import { fileURLToPath } from 'node:url'
import { isTypeScript } from './load-module.js'
import { failure, ownDocs, type Report } from './report.js'

/** How to load a module in a process of its own. */
export interface ChildOptions {
  readonly file: string
  readonly exported: string
  readonly probe: boolean
  /** In milliseconds. */
  readonly timeout: number
  readonly envFile?: string | undefined
  readonly production: boolean
}

const program = fileURLToPath(new URL('./child.js', import.meta.url))

/**
 * Loads a module in a process of its own, and resolves to the report about it. That process is ended afterwards, so open
 * connections and servers of the module do not keep the command alive. What the module prints is dropped: it may be a secret.
 */
export async function reportOfChild(options: ChildOptions): Promise<Report> {
  const child = fork(program, [options.file, options.exported, options.probe ? 'probe' : ''], {
    execArgv: [...process.execArgv, ...typeScriptFlags(options.file), ...envFileFlags(options.envFile)],
    env: { ...process.env, ...(options.production && { NODE_ENV: 'production' }) },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  return endingWith(child, () => firstReport(child, options.timeout))
}

/** Runs this work, and ends the child process after it, also if this process is ended before. */
async function endingWith<Result>(child: ChildProcess, work: () => Promise<Result>): Promise<Result> {
  const kill = () => child.kill('SIGKILL')
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  const exit = (signal: (typeof signals)[number]) => process.exit(128 + constants.signals[signal])
  process.once('exit', kill)
  for (const signal of signals) process.once(signal, exit)
  try {
    return await work()
  } finally {
    for (const signal of signals) process.off(signal, exit)
    process.off('exit', kill)
    kill()
  }
}

function firstReport(child: ChildProcess, timeout: number): Promise<Report> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(hangs(timeout)), timeout)
    const settle = (report: Report) => {
      clearTimeout(timer)
      resolve(report)
    }
    child.once('error', reject)
    child.on('message', (message) => {
      // The module may send messages too.
      if (isReport(message)) settle(message)
    })
    child.once('exit', (code) => settle(exited(code)))
  })
}

function hangs(timeout: number): Report {
  return failure({
    code: 'module-hangs',
    message:
      `the module was not ready in time (${timeout / 1000} s). Most often it awaits a connection that cannot be made. Let it only ` +
      'make the grant, or set --timeout',
    docs: ownDocs,
  })
}

function exited(code: number | null): Report {
  const how =
    code === null ? 'a signal ended the process of the module' : `the module ended its process with the code ${code}`
  return failure({
    code: 'module-exited',
    message: `${how} before it was ready`,
    docs: ownDocs,
  })
}

function isReport(message: unknown): message is Report {
  return ['problems', 'warnings'].every((name) => Array.isArray(Reflect.get(Object(message), name)))
}

// Node 22.6 to 22.17 read TypeScript only with this flag.
function typeScriptFlags(file: string): readonly string[] {
  const flag = '--experimental-strip-types'
  const isNeeded = isTypeScript(file) && !Reflect.get(process.features, 'typescript')
  return isNeeded && process.allowedNodeEnvironmentFlags.has(flag) ? [flag] : []
}

function envFileFlags(file: string | undefined): readonly string[] {
  return file === undefined ? [] : [`--env-file=${file}`]
}
