import type { Instant } from '../machine/time.js'
import { RecordFault } from './faults.js'
import { isObject, type RecordRule } from './record-rules.js'

/** Which record a port was asked for. */
export interface Asked {
  /** The port and the method. */
  readonly call: string
  /** The kind of record and, where that is no secret, which one it is. */
  readonly record: string
  /** The member that must be what was asked for. */
  readonly key?: readonly [name: string, value: string]
}

/**
 * Reads a record that a port returned: `undefined` for `undefined` and `null`. Throws a `RecordFault` if a member is not
 * what it must be.
 */
export type RecordReader<Kind> = (value: unknown, asked: Asked) => Kind | undefined

/** A reader of records of one kind. `Kind` is what a record is whose members are right. */
export function createRecordReader<Kind extends object>(rule: RecordRule): RecordReader<Kind> {
  const known = new WeakSet<object>()
  // The one place where the rules of a kind stand for its type.
  const isRight = (value: object): value is Kind => known.has(value) || problemsIn(rule, value).length === 0
  return (value, asked) => {
    if (value === undefined || value === null) return undefined
    if (!isObject(value)) throw new RecordFault(asked.call, asked.record, ['it must be an object'])
    const record = known.has(value) || !hasNull(rule, value) ? value : withoutNull(rule, value)
    if (!isRight(record)) throw new RecordFault(asked.call, asked.record, problemsIn(rule, record))
    if (rule.isKept === true) known.add(record)
    if (asked.key !== undefined && Reflect.get(record, asked.key[0]) !== asked.key[1]) {
      throw new RecordFault(asked.call, asked.record, [`${asked.key[0]} must be the one that was asked for`])
    }
    return record
  }
}

const nothingWrong: readonly string[] = []

// Runs for every request, so a record that is right costs no list.
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

// By the rules and not by the record's own properties: a record may be an instance of a class with accessors.
function withoutNull({ members }: RecordRule, record: object): object {
  const known = members.map(({ name }) => [name, Reflect.get(record, name)] as const)
  return Object.fromEntries(known.filter(([, value]) => value !== null && value !== undefined))
}

/** Reads a word that a port answers with. */
export function readWord<const Word extends string>(call: string, value: unknown, words: readonly Word[]): Word {
  const word = words.find((one) => one === value)
  if (word !== undefined) return word
  throw new RecordFault(call, 'its answer', [`it must be ${words.map((one) => `'${one}'`).join(' or ')}`])
}

/** Reads a yes or no of a port. An object that a database driver answers with would count as yes. */
export function readTruth(call: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value
  throw new RecordFault(call, 'its answer', ['it must be true or false'])
}

/** Reads a moment that a port answers with, or none. */
export function readInstant(call: string, value: unknown): Instant | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw new RecordFault(call, 'its answer', ['it must be milliseconds since the Unix epoch, as a number, or absent'])
}

/** A name as it stands in a message: quoted, so that it cannot be taken for a part of the message. */
export function quoted(name: string): string {
  return JSON.stringify(name)
}
