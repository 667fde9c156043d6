import { execFile } from 'node:child_process'
import { statSync } from 'node:fs'
import { extname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Decide, DecisionRequest } from '@devicegrant/conformance'
import { parseArgsStringToArgv } from 'string-argv'
import { UsageError } from '../commands/command.js'
import { createSecretHider } from '../secrets/hide-secrets.js'

const timeout = 60_000
const moduleEndings = ['.js', '.mjs', '.cjs']

/**
 * Returns the person of a run: a module or a command that decides.
 *
 * @throws UsageError if the module has no function, or the command has no words.
 */
export async function readApprove(text: string, signal: AbortSignal): Promise<Decide> {
  const file = resolve(text)
  const isFile = statSync(file, { throwIfNoEntry: false })?.isFile() === true
  if (isFile && moduleEndings.includes(extname(file))) return functionOf(text, file)
  const [command, ...words] = parseArgsStringToArgv(text)
  if (command === undefined) throw new UsageError('--approve needs a command, or a module such as approve.mjs')
  return (request) => runCommand(command, words, request, signal)
}

async function functionOf(name: string, file: string): Promise<Decide> {
  const module: object = await import(pathToFileURL(file).href)
  const decide: unknown = Reflect.get(module, 'approve') ?? Reflect.get(module, 'default')
  if (typeof decide !== 'function') throw new UsageError(`${name} exports no function with the name approve`)
  return async (request) => {
    await decide(request)
  }
}

/** The user code comes from the server, so no shell may see it. */
function runCommand(
  command: string,
  words: readonly string[],
  request: DecisionRequest,
  signal: AbortSignal,
): Promise<void> {
  const { userCode, decision } = request
  if (!/^\w[\w.:~ -]*$/.test(userCode)) {
    throw new Error('the user code has characters that are no part of a word on a command line')
  }
  const options = { env: { ...process.env, ...variablesOf(request) }, timeout, signal }
  return new Promise((done, reject) => {
    execFile(command, [...words, userCode, decision], options, (fault, _stdout, stderr) => {
      if (fault === null) done()
      else reject(new Error(`${command} ${reasonOf(fault)}${lastLineOf(stderr)}`))
    })
  })
}

function variablesOf(request: DecisionRequest): Readonly<Record<string, string>> {
  return {
    DEVICEGRANT_USER_CODE: request.userCode,
    DEVICEGRANT_DECISION: request.decision,
    DEVICEGRANT_VERIFICATION_URI: request.verificationUri,
    DEVICEGRANT_VERIFICATION_URI_COMPLETE: request.verificationUriComplete ?? '',
  }
}

function reasonOf(fault: Error): string {
  const code: unknown = Reflect.get(fault, 'code')
  if (code === 'ENOENT') return 'was not found'
  if (Reflect.get(fault, 'killed') === true) return `was not ready after ${timeout / 1000} seconds`
  return typeof code === 'number' ? `ended with exit code ${code}` : `could not run (${String(code)})`
}

/** Most programs say in their last line what went wrong. */
function lastLineOf(stderr: string): string {
  const line = stderr
    .trim()
    .split('\n')
    .findLast((one) => one.trim() !== '' && !/^(Node\.js v|\s+at )/.test(one))
  return line === undefined
    ? ''
    : `: ${createSecretHider(() => process.env)
        .hide(line.trim())
        .slice(0, 300)}`
}
