import { ModuleProblem } from '../host-module/load-module.js'
import { type StoreName, type Subject, storeKinds } from './store-kinds.js'

/** What the module exports, and under which name. */
export interface Exported {
  readonly name: string
  readonly value: unknown
}

const optionalMembers = ['now', 'advance', 'createTwins', 'createFailingStore'] as const

/**
 * Returns the subject that an export is, or that of a function that makes stores.
 *
 * @throws ModuleProblem if the export is neither of the two.
 */
export function subjectOf(exported: Exported, store: StoreName): Subject {
  const { value } = exported
  if (isMaker(value)) return { createStore: () => value() }
  const wrong = optionalMembers.filter(
    (name) => !['undefined', 'function'].includes(typeof Reflect.get(Object(value), name)),
  )
  if (wrong.length > 0) throw notAStore(`${wrong.join(', ')} of the export ${exported.name} must be a function`)
  if (isSubject(value)) return value
  throw notAStore(`${whatIs(exported, store)}. ${whatToWrite(exported.name)}`)
}

function isMaker(value: unknown): value is () => unknown {
  return typeof value === 'function'
}

function isSubject(value: unknown): value is Subject {
  return typeof Reflect.get(Object(value), 'createStore') === 'function'
}

function whatIs({ name, value }: Exported, store: StoreName): string {
  const isStore = storeKinds[store].missingIn(value).length === 0
  if (isStore) return `the export ${name} is a store, and each law needs a new one that is empty`
  if (value === null) return `the export ${name} is null`
  if (typeof value === 'object') return `the export ${name} is an object without the function createStore`
  return `the export ${name} is of the type ${typeof value}`
}

function whatToWrite(name: string): string {
  const start = name === 'default' ? 'export default' : `export const ${name} =`
  return `Export a function that makes the store: ${start} () => createMyStore()`
}

function notAStore(message: string): ModuleProblem {
  return new ModuleProblem({ code: 'not-a-store', message })
}
