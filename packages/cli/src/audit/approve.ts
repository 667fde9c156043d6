import { statSync } from 'node:fs'
import { extname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Decide } from '@devicegrant/conformance'
import { parseArgsStringToArgv } from 'string-argv'
import { CommandFailure, UsageError } from '../commands/command.js'
import { messageOf } from '../host-module/describe-fault.js'
import { createSecretHider } from '../secrets/hide-secrets.js'
import { type ApprovalLimits, runApproval } from './run-approval.js'
import { refuseStrangeAddresses } from './strange-request.js'

const moduleEndings = ['.js', '.mjs', '.cjs']

/**
 * Returns the person of a run: a module or a command that decides.
 *
 * @throws UsageError if the module does not exist or has no function, or the command has no words.
 * @throws CommandFailure if the module cannot be loaded.
 */
export async function readApprove(text: string, limits: ApprovalLimits): Promise<Decide> {
  const decide = await moduleOrCommand(text, limits)
  return async (request) => {
    refuseStrangeAddresses(request)
    await decide(request)
  }
}

async function moduleOrCommand(text: string, limits: ApprovalLimits): Promise<Decide> {
  const file = resolve(text)
  const [command, ...words] = parseArgsStringToArgv(text)
  if (command === undefined) throw new UsageError('--approve needs a command, or a module such as approve.mjs')
  if (moduleEndings.includes(extname(file))) {
    if (statSync(file, { throwIfNoEntry: false })?.isFile() === true) return functionOf(text, file, limits)
    if (words.length === 0 && !/[/\\]/.test(command)) throw new UsageError(`--approve: there is no file ${command}`)
  }
  return (request) => runApproval([command, ...words], request, limits)
}

async function functionOf(name: string, file: string, limits: ApprovalLimits): Promise<Decide> {
  const module = await load(name, file)
  const decide: unknown = Reflect.get(module, 'approve') ?? Reflect.get(module, 'default')
  if (typeof decide !== 'function') throw new UsageError(`${name} exports no function with the name approve`)
  return async (request) => {
    await inTime(`the function of ${name}`, Promise.resolve(decide(request)), limits)
  }
}

async function load(name: string, file: string): Promise<object> {
  try {
    return await import(pathToFileURL(file).href)
  } catch (fault) {
    const reason = createSecretHider(() => process.env).hide(messageOf(fault))
    throw new CommandFailure(`${name} cannot be loaded: ${reason}`)
  }
}

/** A function cannot be stopped, but the run need not wait for it. */
async function inTime(what: string, decision: Promise<unknown>, { timeout, signal }: ApprovalLimits): Promise<void> {
  await new Promise<void>((done, reject) => {
    const end = () => reject(new Error(`${what} was not ready after ${timeout / 1000} seconds`))
    const timer = setTimeout(end, timeout)
    signal.addEventListener('abort', end, { once: true })
    const clear = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
    }
    decision.then(() => done(), reject).finally(clear)
  })
}
