import { Buffer } from 'node:buffer'

// Most lists in records are empty. All of them share this list, to save memory.
const none: readonly never[] = Object.freeze([])

// V8 copies a text of this length or less when it cuts it out of another one.
const longestCut = 12

/** Returns a deeply frozen copy of plain data. */
export function frozenCopy<Data>(data: Data): Data
export function frozenCopy(part: unknown): unknown {
  return copyOf(part)
}

/**
 * Returns a deeply frozen copy of plain data that takes the place of `kept`, which `frozenCopy` made. Most of it is often
 * the same: a text, a list or an object that comes from `kept` is not copied again.
 */
export function frozenChange<Data extends object>(data: Data, kept: object): Data
export function frozenChange(data: object, kept: object): unknown {
  return copyOfObject(data, kept)
}

const nothing = Object.freeze({})

function copyOf(part: unknown): unknown {
  if (typeof part === 'string') return ownText(part)
  if (typeof part !== 'object' || part === null) return part
  if (Array.isArray(part)) return part.length === 0 ? none : Object.freeze(part.map(copyOf))
  return copyOfObject(part, nothing)
}

function copyOfObject(given: object, kept: object): unknown {
  const copy: Record<string, unknown> = { ...nothing, ...given }
  for (const name of Object.keys(copy)) {
    const value = copy[name]
    if (typeof value !== 'string' && typeof value !== 'object') continue
    // Of two equal texts, that of `kept` has memory of its own.
    const before: unknown = Reflect.get(kept, name)
    copy[name] = before === value ? before : copyOf(value)
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
