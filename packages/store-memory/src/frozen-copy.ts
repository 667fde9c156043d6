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
  // Not by assignment, which would make a member `__proto__` the prototype of the copy.
  return Object.freeze(Object.fromEntries(Object.entries(part).map(([name, value]) => [name, frozenCopy(value)])))
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
