import type { UserCode } from './names.js'

/** How the user codes of a dialect look: which characters, how many, and how they are shown. */
export interface UserCodeFormat {
  /** Upper-case ASCII letters and digits, each once. */
  readonly alphabet: string
  /** Characters without separators. */
  readonly length: number
  /** Characters between two separators. */
  readonly groupSize: number
  /** Shown between groups; never part of the code. */
  readonly separator: string
}

// RFC 8628 §6.1: twenty consonants, so that no word is spelled and no two characters look alike.
const consonants = 'BCDFGHJKLMNPQRSTVWXZ'

/** `WDJB-MJHT`: 34.6 bits, the sample of RFC 8628 §3.2. */
export const base20x8: UserCodeFormat = { alphabet: consonants, length: 8, groupSize: 4, separator: '-' }

/** `WDJBM-JHTXK`: 43.2 bits, for fleets with thousands of live codes. */
export const base20x10: UserCodeFormat = { alphabet: consonants, length: 10, groupSize: 5, separator: '-' }

/** `WDJB-MJHT-XKLP`: 51.9 bits. */
export const base20x12: UserCodeFormat = { alphabet: consonants, length: 12, groupSize: 4, separator: '-' }

/** `0194-5073-0021`: 39.9 bits, for remote controls and numeric keypads. */
export const digitsx12: UserCodeFormat = { alphabet: '0123456789', length: 12, groupSize: 4, separator: '-' }

// The longest thing a person could mean as a code; anything longer is refused before it is looked at.
const longestInput = 64

/** Spaces, dashes, dots and invisible characters that people and keyboards put between the groups of a code. */
const ignored = /[\s.·_\-\u00AD\u200B-\u200F\u2010-\u2015\u2060\u2212\uFE58\uFE63\uFF0D\uFEFF]/g

const lookAlikes = ['O0', 'IL1']

/**
 * Reads what a person typed, RFC 8628 §6.1: any case, any separators, none at all. Only ASCII letters are folded, so
 * that `ſ` or the Kelvin sign never become part of a code. A look-alike (`O` for `0`) is accepted where the alphabet
 * leaves no doubt what was meant. Returns the canonical code, or `undefined` when it cannot be one.
 */
export function readUserCode(typed: string, format: UserCodeFormat): UserCode | undefined {
  if (typed.length > longestInput) return undefined
  const upper = typed.replace(ignored, '').replace(/[a-z]/g, (letter) => letter.toUpperCase())
  const code = [...upper].map((character) => unambiguous(character, format.alphabet)).join('')
  if (code.length !== format.length) return undefined
  return [...code].every((character) => format.alphabet.includes(character)) ? code : undefined
}

/** Spells a canonical code in groups, as the device shows it. */
export function formatUserCode(code: UserCode, format: UserCodeFormat): string {
  const groups: string[] = []
  for (let start = 0; start < code.length; start += format.groupSize) {
    groups.push(code.slice(start, start + format.groupSize))
  }
  return groups.join(format.separator)
}

function unambiguous(character: string, alphabet: string): string {
  if (alphabet.includes(character)) return character
  const alike = lookAlikes.find((characters) => characters.includes(character)) ?? ''
  const [meant, ...others] = [...alike].filter((one) => alphabet.includes(one))
  return meant !== undefined && others.length === 0 ? meant : character
}
