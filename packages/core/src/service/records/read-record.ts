import type { Instant } from '../../machine/time.js'
import { PortFault, RecordFault } from '../call/faults.js'
import { isObject, type RecordRule } from './record-rules.js'

/** The record that a port must return. */
export interface Asked {
  /** The path of the option and the function, such as `stores.families.find`. */
  readonly operation: string
  /** Returns the kind of record and, if it is no secret, which one it is. Called only if there is a fault. */
  readonly record: () => string
  /** The member that must have the requested value. */
  readonly key?: readonly [name: string, value: string]
}

/**
 * Returns a checked copy of a record that a port returned, or `undefined` for `undefined` and `null`. A getter of the host
 * cannot return one value to the check and another one later. The record of a store is checked as it is. Throws a
 * `RecordFault` if a member is wrong.
 */
export type RecordReader<Kind> = (value: unknown, asked: Asked) => Kind | undefined

/** Creates a reader of one kind of record. `Kind` is the type of a record that follows the rule. */
export function createRecordReader<Kind extends object>(rule: RecordRule): RecordReader<Kind> {
  // The copy of each record that has passed the rule. A list that the host changes in place is still the same member.
  const known = new WeakMap<object, { readonly copy: Kind; readonly values: readonly unknown[] }>()

  // The only place where passing the rule is taken as proof of the type.
  const isRight = (record: object): record is Kind => problemsIn(rule, record).length === 0

  function check(value: object, { operation, record: named }: Asked): Kind {
    const record = toCheck(rule, value)
    if (!isRight(record)) throw new RecordFault(operation, named(), problemsIn(rule, record))
    if (rule.source === 'host, kept') known.set(value, { copy: record, values: valuesOf(rule, record) })
    return record
  }

  function read(value: unknown, asked: Asked): Kind | undefined {
    const { operation, record: named, key } = asked
    if (value === undefined || value === null) return undefined
    if (!isObject(value)) throw new RecordFault(operation, named(), ['it must be an object'])
    const before = known.get(value)
    const record = before !== undefined && hasValues(rule, value, before.values) ? before.copy : check(value, asked)
    if (key !== undefined && Reflect.get(record, key[0]) !== key[1]) {
      throw new RecordFault(operation, named(), [`${key[0]} must be the requested one`])
    }
    return record
  }

  return (value, asked) => {
    try {
      return read(value, asked)
    } catch (fault) {
      // Some libraries fetch a member from the database when it is read, so reading may fail as a call of the port may.
      throw fault instanceof PortFault ? fault : new PortFault(asked.operation, fault)
    }
  }
}

const nothingWrong: readonly string[] = []

// Runs for every request, so a correct record allocates no list.
function problemsIn({ members, together }: RecordRule, record: object): readonly string[] {
  let problems = nothingWrong
  for (const { name, allowed, optional, is } of members) {
    const value: unknown = Reflect.get(record, name)
    const right = value === undefined ? optional : is(value)
    if (!right) problems = [...problems, `${name} must be ${allowed}`]
  }
  if (problems.length > 0) return problems
  const apart = together?.(record)
  return apart === undefined ? nothingWrong : [apart]
}

function hasValues({ members }: RecordRule, value: object, values: readonly unknown[]): boolean {
  let index = 0
  for (const { name } of members) {
    // In a copy that was checked, a member that was `null` is absent.
    if ((Reflect.get(value, name) ?? undefined) !== values[index++]) return false
  }
  return true
}

function valuesOf({ members }: RecordRule, copy: object): readonly unknown[] {
  return members.map(({ name }) => Reflect.get(copy, name))
}

function toCheck(rule: RecordRule, value: object): object {
  switch (rule.source) {
    case 'host':
      return copyOf(rule, value)
    case 'host, kept':
      return membersOf(rule, value)
    // The laws of stores require copies already, and a second one would cost each poll more than a hundredth of its time.
    case 'store':
      return hasNull(rule, value) ? copyOf(rule, value) : value
  }
}

// Reads the members of the rule and not the own properties: a record may be an instance of a class with accessors, and an
// accessor of another member may query a database. A member that is `null` is left out.
function membersOf({ members }: RecordRule, value: object): object {
  const copy: Record<string, unknown> = {}
  for (const { name } of members) {
    const member: unknown = Reflect.get(value, name)
    if (member !== null && member !== undefined) copy[name] = member
  }
  return copy
}

// Copies the other members too: a host may read its own claims from a verified token.
function copyOf({ members }: RecordRule, value: object): object {
  const copy: Record<string, unknown> = { ...value }
  for (const { name, optional } of members) {
    const isOwn = Object.hasOwn(copy, name)
    // The accessors of a class are not copied above.
    const member = isOwn ? copy[name] : Reflect.get(value, name)
    if (member === null && optional) Reflect.deleteProperty(copy, name)
    else if (!isOwn && member !== undefined) copy[name] = member
  }
  return copy
}

function hasNull({ members }: RecordRule, value: object): boolean {
  for (const { name, optional } of members) {
    if (optional && Reflect.get(value, name) === null) return true
  }
  return false
}

/** Checks a word that a port returned. */
export function readWord<const Word extends string>(operation: string, value: unknown, words: readonly Word[]): Word {
  const word = words.find((one) => one === value)
  if (word !== undefined) return word
  throw new RecordFault(operation, 'its result', [`it must be ${words.map((one) => `'${one}'`).join(' or ')}`])
}

/** Checks a boolean that a port returned. Without the check, an object from a database driver would count as `true`. */
export function readTruth(operation: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value
  throw new RecordFault(operation, 'its result', ['it must be true or false'])
}

/** Checks a text that a port returned. */
export function readText(operation: string, value: unknown): string {
  if (typeof value === 'string' && value !== '') return value
  throw new RecordFault(operation, 'its result', ['it must be text that is not empty'])
}

/** Checks a point in time that a port returned, or its absence. */
export function readInstant(operation: string, value: unknown): Instant | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw new RecordFault(operation, 'its result', [
    'it must be milliseconds since the Unix epoch, as a number, or absent',
  ])
}

/** Returns a name in quotes for a message, so that a reader cannot confuse it with the text around it. */
export function quoted(name: string): string {
  return JSON.stringify(name)
}
