import { type ChildProcess, spawn } from 'node:child_process'
import type { DecisionRequest } from '@devicegrant/conformance'
import { createSecretHider } from '../secrets/hide-secrets.js'
import { refuseStrangeCode } from './strange-request.js'

/** When a command of a person has to end. */
export interface ApprovalLimits {
  /** Milliseconds. */
  readonly timeout: number
  readonly signal: AbortSignal
}

const longestStderr = 16 * 1024
const longestReason = 300
const timeForLastWords = 500

/** Runs a command that decides. Rejects if it does not end well. The user code comes from the server, so no shell may see it. */
export async function runApproval(
  [command = '', ...words]: readonly string[],
  request: DecisionRequest,
  { timeout, signal }: ApprovalLimits,
): Promise<void> {
  refuseStrangeCode(request)
  signal.throwIfAborted()
  const child = spawn(command, [...words, request.userCode, request.decision], {
    env: { ...process.env, ...variablesOf(request) },
    stdio: ['ignore', 'ignore', 'pipe'],
    // In a group of its own, so that what the command has started ends with it.
    detached: process.platform !== 'win32',
  })
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr = (stderr + String(text)).slice(-longestStderr)
  })
  let isLate = false
  const end = () => endGroup(child)
  const timer = setTimeout(() => {
    isLate = true
    end()
  }, timeout)
  signal.addEventListener('abort', end, { once: true })
  try {
    const problem = await problemOf(child)
    if (isLate) throw new Error(`${command} was not ready after ${timeout / 1000} seconds`)
    if (problem !== undefined) throw new Error(`${command} ${problem}${lastLineOf(stderr)}`)
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', end)
  }
}

function variablesOf(request: DecisionRequest): Readonly<Record<string, string>> {
  return {
    DEVICEGRANT_USER_CODE: request.userCode,
    DEVICEGRANT_DECISION: request.decision,
    DEVICEGRANT_VERIFICATION_URI: request.verificationUri,
    DEVICEGRANT_VERIFICATION_URI_COMPLETE: request.verificationUriComplete ?? '',
  }
}

/** What the command has left behind in the background may hold its streams open, so they get a short time after its exit. */
function problemOf(child: ChildProcess): Promise<string | undefined> {
  return new Promise((resolve) => {
    child.once('error', (fault) => resolve(startProblemOf(fault)))
    child.once('exit', (code, killer) => {
      const timer = setTimeout(() => child.stderr?.destroy(), timeForLastWords)
      child.once('close', () => {
        clearTimeout(timer)
        resolve(code === 0 ? undefined : code === null ? `was ended by ${killer}` : `ended with exit code ${code}`)
      })
    })
  })
}

function startProblemOf(fault: Error): string {
  const code: unknown = Reflect.get(fault, 'code')
  return code === 'ENOENT' ? 'was not found' : `could not run (${String(code)})`
}

function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL')
  } catch (fault) {
    // It has ended by itself.
    if (Reflect.get(Object(fault), 'code') !== 'ESRCH') throw fault
  }
}

/** Most programs say in their last line what went wrong. A secret may have several lines, so it is hidden before they part. */
function lastLineOf(stderr: string): string {
  const line = createSecretHider(() => process.env)
    .hide(stderr)
    .trim()
    .split('\n')
    .findLast((one) => one.trim() !== '' && !/^(Node\.js v|\s+at )/.test(one))
  return line === undefined ? '' : `: ${line.trim().slice(0, longestReason)}`
}
