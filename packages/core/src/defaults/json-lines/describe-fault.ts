import type { LineMembers } from './encode.js'

/** How much of a failure is written: its names and places in the code, or also the messages. */
export type FaultDetail = 'names' | 'full'

const deepestCause = 3
const mostFrames = 8

/**
 * Returns what a line says about a failure, in the shape of pino's `err`. A message of a database may have a value of a record, so only
 * `full` has it. The messages of devicegrant have none.
 */
export function describeFault(fault: unknown, detail: FaultDetail, depth = 0): LineMembers {
  if (!(fault instanceof Error)) return { type: typeof fault }
  const { name, message, cause } = fault
  const code: unknown = Reflect.get(fault, 'code')
  const isOurs = name === 'PortFault' || name === 'RecordFault'
  return {
    type: isWord(name) ? name : 'Error',
    ...((isWord(code) || typeof code === 'number') && { code }),
    ...((detail === 'full' || isOurs) && { message }),
    stack: framesOf(fault),
    ...(cause !== undefined && depth < deepestCause && { cause: describeFault(cause, detail, depth + 1) }),
  }
}

// Both can be set to any text.
function isWord(text: unknown): text is string {
  return typeof text === 'string' && /^[\w.-]{1,64}$/.test(text)
}

// With the place in a file, or a place without one. A line of a message can begin with "at" too.
const frame = /^\s+at .*(?::\d+:\d+|<anonymous>|native|index \d+)\)?$/

// The stack begins with the message as it was when the stack was made or first read. Its end there is unknown if it has changed since.
function framesOf(fault: Error): string {
  const { message } = fault
  const stack: unknown = fault.stack
  if (typeof stack !== 'string' || !stack.includes(message)) return ''
  return stack
    .slice(stack.indexOf(message) + message.length)
    .split('\n')
    .filter((line) => frame.test(line))
    .slice(0, mostFrames)
    .map((line) => line.trim())
    .join('\n')
}
