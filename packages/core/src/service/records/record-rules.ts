import { second } from '../../machine/time.js'

/** The rule for one member of a record. */
export interface MemberRule {
  readonly name: string
  /** What is allowed. The message says `must be` and then this text. */
  readonly allowed: string
  /** Whether the member may be absent. Many databases return `null` for an absent value, so `null` means absent too. */
  readonly optional: boolean
  is(value: unknown): boolean
}

/** The rule for one kind of record. */
export interface RecordRule {
  readonly members: readonly MemberRule[]
  /**
   * Where the record comes from. `host, kept`: hosts may return the same object again. Its members are then copied and
   * checked again only after one of them has changed.
   */
  readonly source: 'host' | 'host, kept' | 'store'
  /** Returns what is wrong between members, each of which is right by itself. */
  readonly together?: (record: object) => string | undefined
}

type Check = Pick<MemberRule, 'allowed' | 'is'>

/** A member that must be present. */
export function required(name: string, { allowed, is }: Check): MemberRule {
  return { name, allowed, is, optional: false }
}

/** A member that may be absent. */
export function optional(name: string, { allowed, is }: Check): MemberRule {
  return { name, allowed: `${allowed}, or absent`, is, optional: true }
}

/** A text. It may be empty. */
export const text: Check = { allowed: 'text', is: isText }

/** An identifier: a text that is not empty. */
export const name: Check = { allowed: 'text that is not empty', is: (value) => isText(value) && value !== '' }

/** `true` or `false`, but not a number or a text that a database uses instead. */
export const truth: Check = { allowed: 'true or false', is: (value) => typeof value === 'boolean' }

/** A point in time. */
export const instant: Check = { allowed: 'milliseconds since the Unix epoch, as a number', is: Number.isFinite }

/** A number. The caller decides whether it is a valid time. */
export const number: Check = { allowed: 'a number', is: (value) => typeof value === 'number' }

/** A duration in whole seconds, at least one, given in milliseconds. */
export const wholeSeconds: Check = {
  allowed: 'whole seconds, in milliseconds',
  is: (value) => typeof value === 'number' && value >= second && Number.isInteger(value / second),
}

/** A number of things, at least one. */
export const count: Check = {
  allowed: 'a whole number, 1 or more',
  is: (value) => Number.isSafeInteger(value) && Number(value) >= 1,
}

/** A list of texts. A text alone is not accepted, because its `includes` would match a part of it. */
export const texts: Check = { allowed: 'a list of texts', is: (value) => isListOf(value, isText) }

/** A list of identifiers: texts that are not empty. */
export const names: Check = { allowed: 'a list of texts that are not empty', is: (value) => isListOf(value, name.is) }

/** A list of scope values (RFC 6749 §3.3). A value with a space would become two values on the wire. */
export const scopeValues: Check = {
  allowed: "a list of scope values without spaces, such as ['read', 'write']",
  is: (value) => isListOf(value, isScopeValue),
}

/** A list of objects. */
export const objects: Check = { allowed: 'a list of objects', is: (value) => isListOf(value, isObject) }

/** One of these words. */
export function oneOf(words: readonly string[]): Check {
  return { allowed: wordsIn(words), is: (value) => isText(value) && words.includes(value) }
}

/** A list of some of these words. */
export function someOf(words: readonly string[]): Check {
  return {
    allowed: `a list of some of ${wordsIn(words)}`,
    is: (value) => isListOf(value, (item) => isText(item) && words.includes(item)),
  }
}

/** Returns whether a value is a list and `is` accepts every item. A hole in a list counts as `undefined`. */
export function isListOf(value: unknown, is: (item: unknown) => boolean): boolean {
  if (!Array.isArray(value)) return false
  for (let index = 0; index < value.length; index++) {
    if (!is(value[index])) return false
  }
  return true
}

/** Returns whether a value is an object with members, and not a list. */
export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

function isScopeValue(value: unknown): boolean {
  return isText(value) && /^[\x21\x23-\x5B\x5D-\x7E]+$/.test(value)
}

function wordsIn(words: readonly string[]): string {
  return words.map((word) => `'${word}'`).join(', ')
}
