import { safeText } from '../server/safe-text.js'
import { DeviceLoginError, type LoginFailureCode } from './device-login-error.js'

/** What helps the person after a failure. */
export interface ExplainOptions {
  /** The command that signs in, such as `mycli login`. Where signing in helps, the sentence names it. */
  readonly command?: string
}

/** After these, the person signs in again. The messages of these codes end with that advice. */
const signInHelps: ReadonlySet<LoginFailureCode> = new Set(['expired', 'answerLost', 'notLoggedIn', 'sessionEnded'])

/**
 * Says what happened and what to do, as one line without a stack, for any value that was thrown.
 *
 * @example
 * ```ts
 * try {
 *   await auth.accessToken()
 * } catch (error) {
 *   console.error(explain(error, { command: 'mycli login' }))
 *   process.exitCode = 1
 * }
 * ```
 */
export function explain(error: unknown, { command }: ExplainOptions = {}): string {
  if (!(error instanceof DeviceLoginError)) return explainOther(error)
  const message = safeText(error.message)
  if (command === undefined || !signInHelps.has(error.code)) return message
  return `${message.replace(/\.$/, '')}: run "${command}".`
}

function explainOther(error: unknown): string {
  if (error instanceof Error && error.name === 'AbortError') return 'The work was canceled.'
  return `This failed unexpectedly: ${textOf(error).replace(/\.$/, '')}.`
}

/** `fetch` says only that it failed: the cause has the reason. */
function textOf(error: unknown): string {
  if (typeof error === 'string') return firstLine(error)
  if (!(error instanceof Error)) return 'the program threw a value that is no error'
  const text = firstLine(error.message) || error.name
  return error.cause instanceof Error ? `${text} (${textOf(error.cause)})` : text
}

function firstLine(text: string): string {
  return safeText(text.trim().split(/\r?\n/, 1)[0] ?? '')
}
