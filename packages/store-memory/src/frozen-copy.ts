import { Buffer } from 'node:buffer'

// Most lists in records are empty. All of them share this list, to save memory.
const none: readonly never[] = Object.freeze([])

// V8 copies a text of this length or less when it cuts it out of another one.
const longestCut = 12

/** Returns a deeply frozen copy of plain data. */
export function frozenCopy<Data>(data: Data): Data
export function frozenCopy(part: unknown): unknown {
  if (typeof part === 'string') return ownText(part)
  if (Array.isArray(part)) return part.length === 0 ? none : Object.freeze(part.map(frozenCopy))
  if (typeof part !== 'object' || part === null) return part
  const copy: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(part)) {
    // An assignment would make it the prototype of the copy.
    if (name === '__proto__') Object.defineProperty(copy, name, { value: frozenCopy(value), enumerable: true })
    else copy[name] = frozenCopy(value)
  }
  return Object.freeze(copy)
}

/**
 * Returns the text with memory of its own. A text that was cut out of a request would otherwise keep the whole request in
 * memory.
 */
function ownText(text: string): string {
  if (text.length <= longestCut) return text
  const copy = Buffer.from(text, 'latin1').toString('latin1')
  return copy === text ? copy : JSON.parse(JSON.stringify(text))
}
