import type { Duration, Instant } from '../../machine/time.js'
import type { DeviceAuthorizationStore } from '../../ports/authorization-store.js'

/**
 * What the laws are tried on. `createStore` is all that is asked; the rest is offered by stores that can, and a case
 * that needs it says so in `needs`. Cleaning up is the test runner's.
 */
export interface StoreSubject<Store = DeviceAuthorizationStore> {
  /** A store that holds nothing and shares nothing with any other made here: a prefix, schema or table of its own. */
  createStore(): Store | Promise<Store>
  /** The time by which the store forgets. Absent: the system's. */
  now?(): Instant
  /** Moves that time on. */
  advance?(by: Duration): void | Promise<void>
  /** Two doors to one and the same new store, as two processes would open them. */
  createTwins?(): StorePair<Store> | Promise<StorePair<Store>>
  /** A store whose backend cannot be reached. */
  createFailingStore?(): Store | Promise<Store>
}

/** Two stores. */
export type StorePair<Store = DeviceAuthorizationStore> = readonly [Store, Store]

/** What a store may or may not be able to offer to the laws. */
export type StoreCapability = 'advance' | 'createTwins' | 'createFailingStore'

/** One law of a store, as a case that any test runner can run. Which store: the device authorization store, if not said. */
export interface StoreCase<Store = DeviceAuthorizationStore> {
  /** Stable: what a skip list or a report names. */
  readonly id: string
  /** Where the obligation comes from, when it is a standard's. */
  readonly section?: string
  /** One sentence that begins with MUST; its subject is the store. */
  readonly law: string
  /** What breaking it does to a host. */
  readonly cost: string
  /** What the subject has to offer beyond `createStore`. Without it the case is skipped, with a written reason. */
  readonly needs?: StoreCapability
  /** Tries the law. Rejects with an error that names the law, what was seen, and the cost. */
  readonly run: (subject: StoreSubject<Store>) => Promise<void>
}

/** A law as it is written down here. */
interface StoreLaw<Needs extends StoreCapability, Store> extends Omit<StoreCase, 'needs' | 'run'> {
  readonly needs?: Needs
  check(subject: Offering<Needs, Store>): Promise<void>
}

type Offering<Needs extends StoreCapability, Store> = StoreSubject<Store> & Required<Pick<StoreSubject<Store>, Needs>>

/** Makes a case of a law about one kind of store: `storeCase` for those that are not about device authorizations. */
export type CaseMaker<Store> = <Needs extends StoreCapability = never>(law: StoreLaw<Needs, Store>) => StoreCase<Store>

/** Makes a case of a law. */
export function storeCase<Needs extends StoreCapability = never, Store = DeviceAuthorizationStore>(
  storeLaw: StoreLaw<Needs, Store>,
): StoreCase<Store> {
  const { check, ...stated } = storeLaw
  return {
    ...stated,
    async run(subject) {
      if (!offers(subject, storeLaw.needs)) {
        throw new Error(`${storeLaw.id} needs ${storeLaw.needs} of its subject: offer it, or skip it for a reason`)
      }
      try {
        await check(subject)
      } catch (failure) {
        throw new Error(report(stated, failure), { cause: failure })
      }
    },
  }
}

/** Holds the store to a law. `seen` says what it did instead. */
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
