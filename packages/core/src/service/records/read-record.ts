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
 * Checks a record that a port returned. Returns `undefined` for `undefined` and `null`. Throws a `RecordFault` if a
 * member is wrong.
 */
export type RecordReader<Kind> = (value: unknown, asked: Asked) => Kind | undefined

/** Creates a reader of one kind of record. `Kind` is the type of a record that follows the rule. */
export function createRecordReader<Kind extends object>(rule: RecordRule): RecordReader<Kind> {
  // The members of each record when it passed the rule. A list that the host changes in place is still the same member.
  const known = new WeakMap<object, readonly unknown[]>()

  // The only places where passing the rule is taken as proof of the type.
  const isRight = (record: object): record is Kind => problemsIn(rule, record).length === 0
  const isUnchanged = (record: object): record is Kind => hasValues(rule, record, known.get(record))

  function check(value: object, { operation, record: named }: Asked): Kind {
    const record = hasNull(rule, value) ? withoutNull(rule, value) : value
    if (!isRight(record)) throw new RecordFault(operation, named(), problemsIn(rule, record))
    if (rule.isKept === true) known.set(record, valuesOf(rule, record))
    return record
  }

  function read(value: unknown, asked: Asked): Kind | undefined {
    const { operation, record: named, key } = asked
    if (value === undefined || value === null) return undefined
    if (!isObject(value)) throw new RecordFault(operation, named(), ['it must be an object'])
    const record = isUnchanged(value) ? value : check(value, asked)
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

function hasNull({ members }: RecordRule, record: object): boolean {
  for (const { name, optional } of members) {
    if (optional && Reflect.get(record, name) === null) return true
  }
  return false
}

function hasValues({ members }: RecordRule, record: object, values: readonly unknown[] | undefined): boolean {
  if (values === undefined) return false
  let index = 0
  for (const { name } of members) {
    if (Reflect.get(record, name) !== values[index++]) return false
  }
  return true
}

function valuesOf({ members }: RecordRule, record: object): readonly unknown[] {
  return members.map(({ name }) => Reflect.get(record, name))
}

// Reads the members of the rule and not the own properties: a record may be an instance of a class with accessors.
function withoutNull({ members }: RecordRule, record: object): object {
  const known = members.map(({ name }) => [name, Reflect.get(record, name)] as const)
  return Object.fromEntries(known.filter(([, value]) => value !== null && value !== undefined))
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
