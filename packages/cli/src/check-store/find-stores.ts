import type { StoreCapability } from '@devicegrant/testing'
import { messageOf, placeOf } from '../host-module/describe-fault.js'
import { ModuleProblem } from '../host-module/load-module.js'
import { placesOf } from '../host-module/places-of.js'
import { mapSubject, type StoreName, type Subject, storeKinds, storeNames } from './store-kinds.js'
import { type Exported, subjectOf } from './subject-of.js'

/** A store that the module exports. */
export interface FoundStore {
  readonly store: StoreName
  /** The name of the export. */
  readonly exported: string
  readonly subject: Subject
}

const allCapabilities: readonly StoreCapability[] = ['advance', 'createTwins', 'createFailingStore']

/** Returns what a subject offers beyond `createStore`. */
export function capabilitiesOf(subject: Subject): readonly StoreCapability[] {
  return allCapabilities.filter((name) => subject[name] !== undefined)
}

/**
 * Finds the stores among the exports of a module, and makes one of each, so that what is wrong with all of them is said once and not by
 * every law.
 *
 * @throws ModuleProblem if there is none, or if something else is exported in its place.
 */
export async function findStores(module: object): Promise<readonly FoundStore[]> {
  const places = placesOf({ ...module, default: await Reflect.get(module, 'default') })
  const named: FoundStore[] = []
  for (const store of storeNames) {
    const value: unknown = await valueIn(places, store)
    if (value !== undefined) named.push(await namedStore(store, { name: store, value }))
  }
  const value = await defaultOf(places, named.length > 0)
  const others = value === undefined ? [] : await storesOfDefault({ name: 'default', value })
  const found = [...named, ...others.filter(({ store }) => named.every((one) => one.store !== store))]
  if (found.length === 0) throw nothingExported(module)
  return storeNames.flatMap((name) => found.filter(({ store }) => store === name))
}

function valueIn(places: readonly object[], name: string): unknown {
  return places.map((place): unknown => Reflect.get(place, name)).find((value) => value !== undefined)
}

// An object without `createStore` only has the other exports in it, if there are any: that of a CommonJS module.
async function defaultOf(places: readonly object[], hasOthers: boolean): Promise<unknown> {
  const values = await Promise.all(places.map((place): unknown => Reflect.get(place, 'default')))
  const makers = values.filter((value) => typeof value === 'function' || 'createStore' in Object(value))
  return makers[0] ?? (hasOthers ? undefined : values.find((value) => value !== undefined && !isEmpty(value)))
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}

async function namedStore(store: StoreName, exported: Exported): Promise<FoundStore> {
  const subject = subjectOf(exported, store)
  expectStore(store, `the export ${exported.name} makes`, await firstOf(subject, exported.name))
  return { store, exported: exported.name, subject }
}

/** Returns the stores of the export `default`, which makes the store of device authorizations, or several stores by their names. */
async function storesOfDefault(exported: Exported): Promise<readonly FoundStore[]> {
  const subject = subjectOf(exported, 'authorizations')
  const made = await firstOf(subject, exported.name)
  const present = storeNames.filter((name) => Reflect.get(Object(made), name) !== undefined)
  const isStore = storeKinds.authorizations.missingIn(made).length === 0
  if (isStore || present.length === 0) {
    expectStore('authorizations', `the export ${exported.name} makes`, made)
    return [{ store: 'authorizations', exported: exported.name, subject }]
  }
  return present.map((store) => {
    expectStore(store, `the export ${exported.name} makes, as ${store},`, Reflect.get(Object(made), store))
    const picked = mapSubject(subject, (stores): unknown => Reflect.get(Object(stores), store))
    return { store, exported: exported.name, subject: picked }
  })
}

async function firstOf(subject: Subject, exported: string): Promise<unknown> {
  try {
    return await subject.createStore()
  } catch (fault) {
    const place = placeOf(Reflect.get(Object(fault), 'stack'))
    throw new ModuleProblem({
      code: 'store-failed',
      message: `the export ${exported} could not make a store: ${messageOf(fault)}`,
      ...(place !== undefined && { place }),
    })
  }
}

/** @param maker The start of a sentence: what makes the store. */
function expectStore(store: StoreName, maker: string, made: unknown): void {
  const missing = storeKinds[store].missingIn(made)
  if (missing.length === 0) return
  throw new ModuleProblem({ code: 'not-a-store', message: `${maker} ${whatWasMade(made, store, missing)}` })
}

function whatWasMade(made: unknown, store: StoreName, missing: readonly string[]): string {
  const { functions } = storeKinds[store]
  const isPartial = missing.length < functions.length
  if (isPartial) return `an object without ${missing.join(', ')}, which every store ${store} has`
  const what = made === undefined ? 'nothing, so its function may lack a return' : 'something else'
  return `${what}. The store ${store} has the functions ${functions.join(', ')}`
}

function nothingExported(module: object): ModuleProblem {
  const names = Object.keys(module).filter((name) => !isEmpty(Reflect.get(module, name)))
  const found = names.join(', ') || 'nothing'
  return new ModuleProblem({
    code: 'nothing-exported',
    message:
      `the module exports ${found}. Export a function that makes an empty store: export const authorizations = () => createMyStore(). ` +
      'The other stores are families, jtis and limits, as in the option stores. The export default makes the store of device ' +
      'authorizations, or an object with several stores by these names',
  })
}
