import type { Duration, Instant } from '@devicegrant/core'
import type { DeviceAuthorizationStore } from '@devicegrant/core/stores'

/**
 * The subject of the laws: how to make the stores that they test. Only `createStore` is required. A case that needs
 * another member says so in `needs`. The test runner cleans up.
 */
export interface StoreSubject<Store = DeviceAuthorizationStore> {
  /** Returns an empty store that shares nothing with any other one made here: a prefix, schema or table of its own. */
  createStore(): Store | Promise<Store>
  /**
   * Returns the time by which the store forgets, in milliseconds since the Unix epoch.
   *
   * @defaultValue `Date.now`
   */
  now?(): Instant
  /** Moves that time forward by this number of milliseconds. */
  advance?(by: Duration): void | Promise<void>
  /** Returns two instances of the same new store, as two processes would open it. */
  createTwins?(): StorePair<Store> | Promise<StorePair<Store>>
  /** Returns a store whose backend cannot be reached. */
  createFailingStore?(): Store | Promise<Store>
}

/** Two stores. */
export type StorePair<Store = DeviceAuthorizationStore> = readonly [Store, Store]

/** The optional members of a subject. */
export type StoreCapability = 'advance' | 'createTwins' | 'createFailingStore'

/** One law of a store, as a case for any test runner. `Store` is the device authorization store by default. */
export interface StoreCase<Store = DeviceAuthorizationStore> {
  /** Stable: skip lists and reports use it. */
  readonly id: string
  /** The section that the obligation comes from, if it comes from a standard. */
  readonly section?: string
  /** One sentence that begins with MUST; its subject is the store. */
  readonly law: string
  /** What happens in production if a store breaks the law. */
  readonly cost: string
  /** What the subject needs beyond `createStore`. Without it, skip the case and write down the reason. */
  readonly needs?: StoreCapability
  /** Tries the law. Rejects with an error that has the law, what was seen, and the cost. */
  readonly run: (subject: StoreSubject<Store>) => Promise<void>
}

/** The definition of a law. */
interface StoreLaw<Needs extends StoreCapability, Store> extends Omit<StoreCase, 'needs' | 'run'> {
  readonly needs?: Needs
  check(subject: Offering<Needs, Store>): Promise<void>
}

type Offering<Needs extends StoreCapability, Store> = StoreSubject<Store> & Required<Pick<StoreSubject<Store>, Needs>>

/** The type of `storeCase` for another kind of store. */
export type CaseMaker<Store> = <Needs extends StoreCapability = never>(law: StoreLaw<Needs, Store>) => StoreCase<Store>

/** Makes a test case of a law. */
export function storeCase<Needs extends StoreCapability = never, Store = DeviceAuthorizationStore>(
  storeLaw: StoreLaw<Needs, Store>,
): StoreCase<Store> {
  const { check, ...stated } = storeLaw
  return {
    ...stated,
    async run(subject) {
      if (!offers(subject, storeLaw.needs)) {
        throw new Error(
          `${storeLaw.id} needs ${storeLaw.needs} of its subject: add it, or skip the case and write down why`,
        )
      }
      try {
        await check(subject)
      } catch (failure) {
        throw new Error(report(stated, failure), { cause: failure })
      }
    },
  }
}

/** Breaks the law if `holds` is false. `seen` says what the store did instead. */
export function expectLaw(holds: boolean, seen: string): asserts holds {
  if (!holds) throw new Broken(seen)
}

/** The time by which the subject's stores forget. */
export function timeOf(subject: Pick<StoreSubject, 'now'>): Instant {
  return subject.now?.() ?? Date.now()
}

class Broken extends Error {}

function offers<Needs extends StoreCapability, Store>(
  subject: StoreSubject<Store>,
  needs: Needs | undefined,
): subject is Offering<Needs, Store> {
  return needs === undefined || subject[needs] !== undefined
}

function report({ id, law, cost }: Pick<StoreCase, 'id' | 'law' | 'cost'>, failure: unknown): string {
  const seen = failure instanceof Broken ? failure.message : `it failed altogether: ${failure}`
  return `${id}\nA store ${law}\nSeen: ${seen}\nIn production: ${cost}`
}
