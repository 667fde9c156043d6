// @module-tag thorough
import type { Clock } from '@devicegrant/core'
import type { JtiStore } from '@devicegrant/core/stores'
import { describeTeeth } from '../test-support/law-teeth.js'
import { jtiStoreCases } from './jti-store-cases.js'
import { createManualClock } from './manual-clock.js'
import { minute } from './time.js'

type Used = Map<string, number>

/** A store that keeps every law. Each broken store overrides its method. */
class PlainJtiStore implements JtiStore {
  clock: Clock
  used: Used

  constructor(clock: Clock, used: Used = new Map()) {
    this.clock = clock
    this.used = used
  }

  isUsed(name: string): boolean {
    const forgetAt = this.used.get(name)
    return forgetAt !== undefined && this.clock.now() < forgetAt
  }

  async use(name: string, forgetAt: number): Promise<boolean> {
    if (this.isUsed(name)) return false
    this.used.set(name, forgetAt)
    return true
  }
}

/** Names in a database that does not respond. */
class NamesOutOfReach extends Map<string, number> {
  override get(): never {
    throw new Error('connection refused')
  }
}

class ForgetsAtTheSecondUse extends PlainJtiStore {
  override async use(name: string, forgetAt: number) {
    const first = await super.use(name, forgetAt)
    if (!first) this.used.delete(name)
    return first
  }
}

class DistinguishesUsesByTheirEnd extends PlainJtiStore {
  override use(name: string, forgetAt: number) {
    return super.use(`${name} until ${forgetAt}`, forgetAt)
  }
}

class LooksBeforeItRemembers extends PlainJtiStore {
  override async use(name: string, forgetAt: number) {
    const used = this.isUsed(name)
    await Promise.resolve()
    if (!used) this.used.set(name, forgetAt)
    return !used
  }
}

class FoldsCase extends PlainJtiStore {
  override use(name: string, forgetAt: number) {
    return super.use(name.toLowerCase(), forgetAt)
  }
}

class CutsNamesShort extends PlainJtiStore {
  override use(name: string, forgetAt: number) {
    return super.use(name.slice(0, 255), forgetAt)
  }
}

class RemembersFiveMinutes extends PlainJtiStore {
  override use(name: string, forgetAt: number) {
    return super.use(name, Math.min(forgetAt, this.clock.now() + 5 * minute))
  }
}

class RemembersAsTheLastUseSays extends PlainJtiStore {
  override async use(name: string, forgetAt: number) {
    const first = await super.use(name, forgetAt)
    this.used.set(name, forgetAt)
    return first
  }
}

// The stores of a subject share only the clock: here it identifies their server.
const servers = new WeakMap<Clock, Used>()

function serverOf(clock: Clock): Used {
  const used = servers.get(clock) ?? new Map()
  servers.set(clock, used)
  return used
}

class IgnoresItsPrefix extends PlainJtiStore {
  constructor(clock: Clock, used: Used = serverOf(clock)) {
    super(clock, used)
  }
}

class LocksItsOwnProcess extends LooksBeforeItRemembers {
  #lock: Promise<unknown> = Promise.resolve()

  override use(name: string, forgetAt: number) {
    const first = this.#lock.then(() => super.use(name, forgetAt))
    this.#lock = first
    return first
  }
}

class TakesEverythingForNewWhenDown extends PlainJtiStore {
  override use(name: string, forgetAt: number) {
    return super.use(name, forgetAt).catch(() => true)
  }
}

class TakesEverythingForUsedWhenDown extends PlainJtiStore {
  override use(name: string, forgetAt: number) {
    return super.use(name, forgetAt).catch(() => false)
  }
}

describeTeeth<JtiStore, typeof PlainJtiStore>('the laws of the jti store', {
  cases: jtiStoreCases,
  sound: PlainJtiStore,
  broken: [
    ['first-use-is-accepted-once', [ForgetsAtTheSecondUse, DistinguishesUsesByTheirEnd]],
    ['use-race-has-one-winner', [LooksBeforeItRemembers]],
    ['use-concerns-one-name', [FoldsCase, CutsNamesShort]],
    ['uses-are-remembered-until-forget-at', [RemembersFiveMinutes, RemembersAsTheLastUseSays]],
    ['jti-stores-are-strangers', [IgnoresItsPrefix]],
    ['jti-twins-are-one-store', [LocksItsOwnProcess, LooksBeforeItRemembers]],
    ['once-failure-rejects', [TakesEverythingForNewWhenDown, TakesEverythingForUsedWhenDown]],
  ],
  siblings: { 'use-race-has-one-winner': ['jti-twins-are-one-store'] },
  subjectOf(Store) {
    const clock = createManualClock()
    return {
      ...clock,
      createStore: () => new Store(clock),
      createTwins: () => {
        const used: Used = new Map()
        return [new Store(clock, used), new Store(clock, used)]
      },
      createFailingStore: () => new Store(clock, new NamesOutOfReach()),
    }
  },
  createFailingStore: () => new PlainJtiStore(createManualClock(), new NamesOutOfReach()),
})
