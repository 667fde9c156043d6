import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Returns what a thrown value says, with its causes. */
export function messageOf(fault: unknown): string {
  const texts: string[] = []
  for (
    let at: unknown = fault;
    at !== undefined && at !== null && texts.length < 4;
    at = Reflect.get(Object(at), 'cause')
  ) {
    texts.push(textOf(at))
  }
  return texts.join(': ')
}

function textOf(fault: unknown): string {
  if (!(fault instanceof Error)) return `a value that is no Error was thrown: ${typeof fault}`
  if (fault.message !== '') return fault.message
  // An AggregateError of several attempts to connect has an empty message.
  const code: unknown = Reflect.get(fault, 'code')
  return typeof code === 'string' ? code : fault.name
}

// A frame of a stack, or the line above the message of a syntax error. The message itself may contain anything.
const frame = /^(?:\s+at (?:.*[\s(])?)?(file:\/\/\/?[^\s)]+?|\/[^\s):]+)((?::\d+){1,2})\)?$/

/** Returns the line of the host that threw, as a path below this folder: `grant.js:12:3`. */
export function placeOf(stack: unknown): string | undefined {
  if (typeof stack !== 'string') return undefined
  for (const line of stack.split('\n')) {
    const [, file, at] = frame.exec(line) ?? []
    if (file === undefined || file.includes('/node_modules/') || file.startsWith(ownFolder)) continue
    return shortened(file) + at
  }
  return undefined
}

const ownFolder = new URL('..', import.meta.url).href

function shortened(file: string): string {
  const path = file.startsWith('file:') ? fileURLToPath(file) : file
  const below = relative(process.cwd(), path)
  return below.startsWith('..') ? path : below
}
