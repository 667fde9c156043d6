/** A value of a member of a line. */
export type LineValue = string | number | boolean | readonly string[] | LineMembers

/** The members of one line. A member that is `undefined` is left out. */
export interface LineMembers {
  readonly [name: string]: LineValue | undefined
}

const longestText = 256
const longestList = 32

// JSON.stringify escapes the controls below U+0020. These are the others that move a cursor, end a line for some readers, or change
// the order or the look of what a person sees in a terminal: DEL, C1, and the separators and format characters of Unicode.
const treacherous = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu

/**
 * Returns the members as one line of JSON with a line feed at its end. Texts and lists are bounded, `long` has other bounds for
 * some members. No text can end the line, or reach a terminal as a control sequence.
 */
export function encodeLine(members: LineMembers, long: ReadonlyMap<string, number> = new Map()): string {
  const json = JSON.stringify(members, (name, value: unknown) => bounded(value, long.get(name) ?? longestText))
  return `${json.replace(treacherous, escaped)}\n`
}

function bounded(value: unknown, longest: number): unknown {
  if (typeof value === 'string') return boundedText(value, longest)
  if (Array.isArray(value) && value.length > longestList) return [...value.slice(0, longestList), '…']
  return value
}

function boundedText(text: string, longest: number): string {
  const cut = text.length > longest ? `${text.slice(0, longest)}…` : text
  // A lone surrogate has no UTF-8, and many readers of JSON refuse a line with one.
  return cut.replace(/\p{Surrogate}/gu, '\ufffd')
}

function escaped(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('')
}
