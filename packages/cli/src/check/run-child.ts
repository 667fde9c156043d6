import type { ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { ownDocs } from '../host-module/finding.js'
import { withModuleProcess } from '../host-module/module-process.js'
import { failure, type Report } from './report.js'

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

/** Loads a module in a process of its own, and resolves to the report about it. */
export function reportOfChild({ exported, probe, timeout, production, ...module }: ChildOptions): Promise<Report> {
  const options = {
    ...module,
    program,
    args: [exported, probe ? 'probe' : ''],
    env: production ? { NODE_ENV: 'production' } : {},
  }
  return withModuleProcess(options, (child) => firstReport(child, timeout))
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
