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
    type: name,
    ...((typeof code === 'string' || typeof code === 'number') && { code }),
    ...((detail === 'full' || isOurs) && { message }),
    stack: framesOf(fault),
    ...(cause !== undefined && depth < deepestCause && { cause: describeFault(cause, detail, depth + 1) }),
  }
}

// The stack begins with the message. If the message has changed since, its end there is unknown.
function framesOf(fault: Error): string {
  const { message } = fault
  const stack: unknown = fault.stack
  if (typeof stack !== 'string' || !stack.includes(message)) return ''
  const frames = stack.slice(stack.indexOf(message) + message.length).split('\n')
  return frames
    .slice(1, mostFrames + 1)
    .map((frame) => frame.trim())
    .join('\n')
}
