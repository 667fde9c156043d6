import type { Duration, Instant } from '../../machine/time.js'
import type { DeviceAuthorizationStore } from '../../ports/authorization-store.js'

/**
 * What the laws are tried on. `createStore` is all that is asked; the rest is offered by stores that can, and a case
 * that needs it says so in `needs`. Cleaning up is the test runner's.
 */
export interface StoreSubject {
  /** A store that holds nothing and shares nothing with any other made here: a prefix, schema or table of its own. */
  createStore(): DeviceAuthorizationStore | Promise<DeviceAuthorizationStore>
  /** The time by which the store forgets. Absent: the system's. */
  now?(): Instant
  /** Moves that time on. */
  advance?(by: Duration): void | Promise<void>
  /** Two doors to one and the same new store, as two processes would open them. */
  createTwins?(): StorePair | Promise<StorePair>
  /** A store whose backend cannot be reached. */
  createFailingStore?(): DeviceAuthorizationStore | Promise<DeviceAuthorizationStore>
}

/** Two stores. */
export type StorePair = readonly [DeviceAuthorizationStore, DeviceAuthorizationStore]

/** What a store may or may not be able to offer to the laws. */
export type StoreCapability = 'advance' | 'createTwins' | 'createFailingStore'

/** One law of the device authorization store, as a case that any test runner can run. */
export interface StoreCase {
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
  readonly run: (subject: StoreSubject) => Promise<void>
}

/** A law as it is written down here. */
interface StoreLaw<Needs extends StoreCapability> extends Omit<StoreCase, 'needs' | 'run'> {
  readonly needs?: Needs
  check(subject: Offering<Needs>): Promise<void>
}

type Offering<Needs extends StoreCapability> = StoreSubject & Required<Pick<StoreSubject, Needs>>

/** Makes a case of a law. */
export function storeCase<Needs extends StoreCapability = never>(storeLaw: StoreLaw<Needs>): StoreCase {
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
export function timeOf(subject: StoreSubject): Instant {
  return subject.now?.() ?? Date.now()
}

class Broken extends Error {}

function offers<Needs extends StoreCapability>(
  subject: StoreSubject,
  needs: Needs | undefined,
): subject is Offering<Needs> {
  return needs === undefined || subject[needs] !== undefined
}

function report({ id, law, cost }: Pick<StoreCase, 'id' | 'law' | 'cost'>, failure: unknown): string {
  const seen = failure instanceof Broken ? failure.message : `it failed altogether: ${failure}`
  return `${id}\nA store ${law}\nSeen: ${seen}\nIn production: ${cost}`
}
