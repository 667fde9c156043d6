import { second } from '../machine/time.js'

/** What a member of a record must be. */
export interface MemberRule {
  readonly name: string
  /** What is allowed, for the message: `must be …`. */
  readonly allowed: string
  /** Whether the member may be absent. Many databases return `null` for that, so `null` means the same. */
  readonly optional: boolean
  is(value: unknown): boolean
}

/** What a record of one kind must be. `About` is what it was asked for by. */
export interface RecordRule {
  readonly members: readonly MemberRule[]
  /** Whether hosts keep such records and return the same object again. It is checked once, then. */
  readonly isKept?: boolean
  /** What is wrong between the members of a record whose every member is right by itself. */
  readonly together?: (record: object) => string | undefined
}

type Check = Pick<MemberRule, 'allowed' | 'is'>

/** A member that must be there. */
export function required(name: string, { allowed, is }: Check): MemberRule {
  return { name, allowed, is, optional: false }
}

/** A member that may be absent. */
export function optional(name: string, { allowed, is }: Check): MemberRule {
  return { name, allowed: `${allowed}, or absent`, is, optional: true }
}

/** Text, which may be empty. */
export const text: Check = { allowed: 'text', is: isText }

/** Text that names something. */
export const name: Check = { allowed: 'text that is not empty', is: (value) => isText(value) && value !== '' }

/** `true` or `false`, and not a number or a text that a database has for them. */
export const truth: Check = { allowed: 'true or false', is: (value) => typeof value === 'boolean' }

/** A point in time. */
export const instant: Check = { allowed: 'milliseconds since the Unix epoch, as a number', is: Number.isFinite }

/** A number, of which the caller judges whether it is a time. */
export const number: Check = { allowed: 'a number', is: (value) => typeof value === 'number' }

/** A duration that can be told in seconds. */
export const wholeSeconds: Check = {
  allowed: 'whole seconds, in milliseconds',
  is: (value) => typeof value === 'number' && value >= second && Number.isInteger(value / second),
}

/** A list of texts. A text is no list: `includes` would find a part of it. */
export const texts: Check = { allowed: 'a list of texts', is: (value) => isListOf(value, isText) }

/** A list of RFC 6749 §3.3 scope values: one with a space in it would be two of them on the wire. */
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

/** Whether a value is a list whose every item is right. A list with holes has items that are not. */
export function isListOf(value: unknown, is: (item: unknown) => boolean): boolean {
  if (!Array.isArray(value)) return false
  for (let index = 0; index < value.length; index++) {
    if (!is(value[index])) return false
  }
  return true
}

/** Whether a value has members. */
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
