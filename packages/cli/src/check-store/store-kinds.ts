import type { Stores } from '@devicegrant/core'
import type { DeviceAuthorizationStore, JtiStore, LimitStore, TokenFamilyStore } from '@devicegrant/core/stores'
import {
  familyStoreCases,
  jtiStoreCases,
  limitStoreCases,
  type StoreCase,
  type StorePair,
  type StoreSubject,
  storeCases,
} from '@devicegrant/testing'

/** A store, by its name in the option `stores`. */
export type StoreName = Exclude<keyof Stores, 'clock'>

/** What a law says about itself. */
export type StatedLaw = Pick<StoreCase, 'id' | 'law' | 'needs'>

/** A subject of the host. Nothing is known yet about the stores that it makes. */
export type Subject = StoreSubject<unknown>

/** A kind of store, and its laws. */
export interface StoreKind {
  readonly laws: readonly StatedLaw[]
  /** The functions of such a store. */
  readonly functions: readonly string[]
  /** Returns the functions that a value has not, and that such a store must have. */
  missingIn(made: unknown): readonly string[]
  /** Tries one law. Rejects with an error that has the law, what was seen, and the cost. */
  tryLaw(id: string, subject: Subject): Promise<void>
}

/** Every kind of store, in the order of the report. */
export const storeKinds: Readonly<Record<StoreName, StoreKind>> = {
  authorizations: kindOf<DeviceAuthorizationStore>(storeCases, {
    create: true,
    recordPoll: true,
    find: true,
    replace: true,
  }),
  families: kindOf<TokenFamilyStore>(familyStoreCases, {
    create: true,
    find: true,
    listBySubject: true,
    replace: true,
    revokeBefore: true,
    revokeWindow: true,
    findRevocation: true,
    findRevokedBefore: true,
  }),
  jtis: kindOf<JtiStore>(jtiStoreCases, { use: true }),
  limits: kindOf<LimitStore>(limitStoreCases, { reserve: true, settle: true }),
}

/** The names of the stores, in the order of the report. */
export const storeNames: readonly StoreName[] = Object.keys(storeKinds).filter(isStoreName)

/** Returns whether a text is the name of a store. */
export function isStoreName(text: string): text is StoreName {
  return Object.hasOwn(storeKinds, text)
}

// `volatile` is optional.
type Members<Store> = Readonly<Record<Exclude<keyof Store, 'volatile'>, true>>

function kindOf<Store>(cases: readonly StoreCase<Store>[], members: Members<Store>): StoreKind {
  const functions = Object.keys(members)
  const missingIn = (made: unknown) => functions.filter((name) => typeof Reflect.get(Object(made), name) !== 'function')
  const isStore = (made: unknown): made is Store => missingIn(made).length === 0
  const storeOf = (made: unknown): Store => {
    if (isStore(made)) return made
    throw new TypeError(`the subject made no store: it has no function ${missingIn(made).join(', ')}`)
  }
  return {
    laws: cases,
    functions,
    missingIn,
    async tryLaw(id, subject) {
      const storeCase = cases.find((one) => one.id === id)
      if (storeCase === undefined) throw new Error(`there is no law ${id}`)
      await storeCase.run(mapSubject(subject, storeOf))
    },
  }
}

/** Returns the same subject, with each store that it makes changed by a function. */
export function mapSubject<From, To>(subject: StoreSubject<From>, change: (made: From) => To): StoreSubject<To> {
  const { now, advance, createTwins, createFailingStore } = subject
  return {
    createStore: async () => change(await subject.createStore()),
    ...(now !== undefined && { now: () => now.call(subject) }),
    ...(advance !== undefined && { advance: (by) => advance.call(subject, by) }),
    ...(createTwins !== undefined && {
      async createTwins() {
        const pair: unknown = await createTwins.call(subject)
        if (!isPair<From>(pair)) throw new TypeError('createTwins must return an array with two stores')
        const [one, other] = pair
        return [change(one), change(other)]
      },
    }),
    ...(createFailingStore !== undefined && {
      createFailingStore: async () => change(await createFailingStore.call(subject)),
    }),
  }
}

// The types of the subject are not enforced at run time.
function isPair<Store>(made: unknown): made is StorePair<Store> {
  return Array.isArray(made) && made.length === 2
}
