import type { UserCode } from './names.js'
import { valuesInLinks } from './user-codes/user-code-link.js'

/** The length of longer user codes, and their groups. */
export interface LongerUserCode {
  /** The number of characters, without separators. */
  readonly length: number
  /** The number of characters between two separators. */
  readonly groupSize: number
}

/** The format of the user codes of a dialect. */
export interface UserCodeFormat {
  /** The characters of a code: upper-case ASCII letters and digits, each once. */
  readonly alphabet: string
  /** The number of characters, without separators. */
  readonly length: number
  /** The number of characters between two separators. */
  readonly groupSize: number
  /** The text between two groups. It is not a part of the code. */
  readonly separator: string
  /**
   * The longer codes, of the same alphabet, that are issued while so many codes live that a stranger could guess one
   * (RFC 8628 §5.1). Codes of both lengths are read. It has no effect unless its length is greater.
   *
   * @defaultValue `'none'`: all codes have the same length
   */
  readonly longer?: LongerUserCode | 'none'
}

// RFC 8628 §6.1: twenty consonants, so that no word is spelled and no two characters look alike.
const consonants = 'BCDFGHJKLMNPQRSTVWXZ'

/** `WDJB-MJHT`: 34.6 bits, the sample of RFC 8628 §3.2. With thousands of live codes it grows to `WDJBM-JHTXK`. */
export const base20x8: UserCodeFormat = {
  alphabet: consonants,
  length: 8,
  groupSize: 4,
  separator: '-',
  longer: { length: 10, groupSize: 5 },
}

/** `WDJBM-JHTXK`: 43.2 bits, for servers that always have thousands of live codes. It grows to `WDJB-MJHT-XKLP`. */
export const base20x10: UserCodeFormat = {
  alphabet: consonants,
  length: 10,
  groupSize: 5,
  separator: '-',
  longer: { length: 12, groupSize: 4 },
}

/** `WDJB-MJHT-XKLP`: 51.9 bits. */
export const base20x12: UserCodeFormat = { alphabet: consonants, length: 12, groupSize: 4, separator: '-' }

/** `0194-5073-0021`: 39.9 bits, for remote controls and numeric keypads. It grows to `01945-07300-21345`. */
export const digitsx12: UserCodeFormat = {
  alphabet: '0123456789',
  length: 12,
  groupSize: 4,
  separator: '-',
  longer: { length: 15, groupSize: 5 },
}

/** Returns the format of the longest codes of a format. */
export function longestFormat(format: UserCodeFormat): UserCodeFormat {
  const { longer = 'none' } = format
  return longer === 'none' || longer.length <= format.length ? format : { ...format, ...longer, longer: 'none' }
}

/** How to read a person's input as a user code. */
export interface UserCodeReading extends UserCodeFormat {
  /**
   * The query parameters of a pasted link that can have the code.
   *
   * @defaultValue `['user_code']`, as in the example of RFC 8628 §3.2
   */
  readonly linkParameters?: readonly string[]
  /**
   * The paths of pasted links that have the code as their last segment, such as `/activate`.
   *
   * @defaultValue none
   */
  readonly linkPaths?: readonly string[]
}

/** The longest input that is read as a user code, in UTF-16 code units: long enough for a link. */
export const longestUserCodeInput = 2_048

const lookAlikes = ['O0', 'IL1']

/**
 * Reads a person's input as a user code (RFC 8628 §6.1). Case does not matter, and full-width letters and digits are
 * read as ASCII. A look-alike (`O` for `0`) is read if the alphabet has only one of the two. Every other character
 * outside the alphabet is dropped. A link, alone or in a text, is read as the code in it.
 *
 * Returns the code in canonical form, without separators. Returns `undefined` if the input has no code, or more than
 * one.
 *
 * @example
 * ```ts
 * readUserCode(' wdjb mjht ', base20x8) // 'WDJBMJHT'
 * ```
 */
export function readUserCode(typed: string, reading: UserCodeReading): UserCode | undefined {
  if (typed.length > longestUserCodeInput) return undefined
  const inLinks = linkValues(typed, reading)
  if (inLinks === undefined) return readPlainCode(typed, reading)
  const codes = new Set(inLinks.map((value) => readPlainCode(value, reading)).filter((code) => code !== undefined))
  const [code, ...others] = codes
  return others.length === 0 ? code : undefined
}

/** Returns whether a person's input is a link or has one in it. The code must then be in that link. */
export function isUserCodeLink(typed: string, reading: UserCodeReading): boolean {
  return typed.length <= longestUserCodeInput && linkValues(typed, reading) !== undefined
}

function linkValues(
  typed: string,
  { linkParameters = ['user_code'], linkPaths }: UserCodeReading,
): readonly string[] | undefined {
  return valuesInLinks(typed, linkParameters, linkPaths)
}

function readPlainCode(typed: string, format: UserCodeFormat): UserCode | undefined {
  const { alphabet } = format
  let code = ''
  for (const character of typed) {
    const meant = unambiguous(folded(character), alphabet)
    if (alphabet.includes(meant)) code += meant
  }
  return code.length === format.length || code.length === longestFormat(format).length ? code : undefined
}

const fullWidth = /^[\uFF10-\uFF19\uFF21-\uFF3A\uFF41-\uFF5A]$/
const fullWidthOffset = 0xfee0

// Only ASCII and its full-width forms are folded, so that `ſ` and the Kelvin sign never become a part of a code.
function folded(character: string): string {
  const narrow = fullWidth.test(character) ? String.fromCharCode(character.charCodeAt(0) - fullWidthOffset) : character
  return narrow >= 'a' && narrow <= 'z' ? narrow.toUpperCase() : narrow
}

/**
 * Returns a canonical code in groups, as the device shows it.
 *
 * @example
 * ```ts
 * formatUserCode('WDJBMJHT', base20x8) // 'WDJB-MJHT'
 * formatUserCode('WDJBMJHTXK', base20x8) // 'WDJBM-JHTXK'
 * ```
 */
export function formatUserCode(code: UserCode, format: UserCodeFormat): string {
  const { groupSize } = code.length > format.length ? longestFormat(format) : format
  const groups: string[] = []
  for (let start = 0; start < code.length; start += groupSize) groups.push(code.slice(start, start + groupSize))
  return groups.join(format.separator)
}

const samples = ['WDJBMJHTXKLP', '019450730021345']

/** Returns a code to show people the format: that of RFC 8628 §3.2 if the alphabet has its letters. */
export function exampleUserCode(format: UserCodeFormat): string {
  const { alphabet, length } = format
  const sample = samples.find((code) => [...code].every((character) => alphabet.includes(character))) ?? alphabet
  return formatUserCode(sample.repeat(Math.ceil(length / sample.length)).slice(0, length), format)
}

function unambiguous(character: string, alphabet: string): string {
  if (alphabet.includes(character)) return character
  const alike = lookAlikes.find((characters) => characters.includes(character)) ?? ''
  const [meant, ...others] = [...alike].filter((one) => alphabet.includes(one))
  return meant !== undefined && others.length === 0 ? meant : character
}
