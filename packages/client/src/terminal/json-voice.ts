import type { ClientEvent } from '../login/events.js'
import { safeText } from '../server/safe-text.js'
import { readLine } from './ask-line.js'
import { safePrompt } from './prompt-lines.js'
import type { Surroundings } from './surroundings.js'
import type { Voice } from './voice.js'

/**
 * Speaks to a program: each line of the output is one JSON object with a `type`. Names that end with `At` are ISO 8601, and
 * durations are milliseconds. A number that the server wants is read from the input as a line, after `numberWanted`.
 */
export function createJsonVoice(surroundings: Surroundings): Voice {
  const write = (line: object) => void surroundings.stdout.write(`${JSON.stringify(line, readable)}\n`)
  let isRunning = false
  return {
    begin() {
      isRunning = true
    },
    async show(given) {
      const { userCode, uri, completeUri, expiresAt, otherHost, isNumberWanted } = safePrompt(given)
      write({ type: 'prompt', userCode, uri, completeUri, expiresAt, otherHost, isNumberWanted })
    },
    onEvent(event) {
      // A command that later refreshes its tokens has an output of its own.
      if (isRunning && !isSaidByItself(event)) write(event)
    },
    askNumber: ({ signal }) => readLine(surroundings.stdin, signal),
    signedIn({ issuer, subject, name, scope, expiresAt, isBound }) {
      write({ type: 'signedIn', issuer, subject, name, scope, expiresAt, isBound })
    },
    stopping: () => undefined,
    failed: ({ code, message }) => write({ type: 'failed', code, message }),
    rest() {
      isRunning = false
    },
  }
}

/** `prompt`, `signedIn` and `failed` say the same as these, and more. */
function isSaidByItself({ type }: ClientEvent): boolean {
  return type === 'started' || type === 'approved' || type === 'ended'
}

/** The last instant that a `Date` has (ECMA-262 §21.4.1.1). A server can send a longer life. */
const lastInstant = 8.64e15

function readable(name: string, value: unknown): unknown {
  if (typeof value === 'number' && name.endsWith('At')) return new Date(Math.min(value, lastInstant)).toISOString()
  return typeof value === 'string' ? safeText(value) : value
}
