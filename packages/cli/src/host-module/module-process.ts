import { type ChildProcess, fork } from 'node:child_process'
import { constants } from 'node:os'
import { isTypeScript } from './load-module.js'

/** How to start a process that loads a module. */
export interface ModuleProcessOptions {
  /** The program of this command that loads the module. */
  readonly program: string
  /** The module. */
  readonly file: string
  /** What the program gets beside the module. */
  readonly args?: readonly string[]
  /** A file of environment variables. */
  readonly envFile?: string | undefined
  /** Variables for the module, in addition to those of this process. */
  readonly env?: NodeJS.ProcessEnv
}

/**
 * Starts a process that loads a module, does this work with it, and ends the process, also if this one is ended before. So open
 * connections and servers of the module do not keep the command alive. What the module prints is dropped: it may be a secret.
 */
export async function withModuleProcess<Result>(
  { program, file, args = [], envFile, env }: ModuleProcessOptions,
  work: (child: ChildProcess) => Promise<Result>,
): Promise<Result> {
  const child = fork(program, [file, ...args], {
    execArgv: [...process.execArgv, ...typeScriptFlags(file), ...envFileFlags(envFile)],
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  const kill = () => child.kill('SIGKILL')
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  const exit = (signal: (typeof signals)[number]) => process.exit(128 + constants.signals[signal])
  process.once('exit', kill)
  for (const signal of signals) process.once(signal, exit)
  try {
    return await work(child)
  } finally {
    for (const signal of signals) process.off(signal, exit)
    process.off('exit', kill)
    kill()
  }
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
