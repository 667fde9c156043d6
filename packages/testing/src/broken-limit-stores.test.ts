// @module-tag thorough
import type { Clock, Instant } from '@devicegrant/core'
import {
  forgetLimitAt,
  type LimitRule,
  type LimitSettlement,
  type LimitState,
  type LimitStore,
  type Reservation,
  reserveLimit,
  settleLimit,
} from '@devicegrant/core/stores'
import { describeTeeth } from '../test-support/law-teeth.js'
import { limitStoreCases } from './limit-store-cases.js'
import { createManualClock } from './manual-clock.js'
import { minute } from './time.js'

type Held = Map<string, LimitState>

/** A store that keeps every law. Each broken store overrides one of its methods. */
class PlainLimitStore implements LimitStore {
  clock: Clock
  held: Held

  constructor(clock: Clock, held: Held = new Map()) {
    this.clock = clock
    this.held = held
  }

  async reserve(name: string, rule: LimitRule, at: Instant): Promise<Reservation> {
    const { reservation, state } = reserveLimit(rule, this.held.get(name), at)
    this.held.set(name, state)
    return reservation
  }

  async settle(name: string, rule: LimitRule, what: LimitSettlement, at: Instant): Promise<void> {
    const state = settleLimit(rule, this.held.get(name), what, at)
    if (state === undefined) this.held.delete(name)
    else this.held.set(name, state)
  }
}

/** States in a database that does not respond. */
class OutOfReach extends Map<string, LimitState> {
  override get(): never {
    throw new Error('connection refused')
  }
}

class DoesNotCount extends PlainLimitStore {
  override async reserve(name: string, rule: LimitRule, at: Instant): Promise<Reservation> {
    const reservation = await super.reserve(name, rule, at)
    return reservation.granted && rule.kind === 'rate' ? { granted: true, used: 1 } : reservation
  }
}

class CountsWhatIsLeft extends PlainLimitStore {
  override async reserve(name: string, rule: LimitRule, at: Instant): Promise<Reservation> {
    const reservation = await super.reserve(name, rule, at)
    if (!reservation.granted || rule.kind !== 'rate' || rule.burst === 1) return reservation
    return Number.isInteger(reservation.used) ? reservation : { granted: true, used: Math.ceil(reservation.used) }
  }
}

class GrantsOneTooMany extends PlainLimitStore {
  override reserve(name: string, rule: LimitRule, at: Instant) {
    return super.reserve(name, rule.kind === 'rate' ? { ...rule, burst: rule.burst + 1 } : rule, at)
  }
}

/** Reads, waits, and then writes, for some rules. */
class LooksFirst extends PlainLimitStore {
  concerns(_rule: LimitRule): boolean {
    return true
  }

  override async reserve(name: string, rule: LimitRule, at: Instant) {
    const seen = this.held.get(name)
    if (this.concerns(rule)) await Promise.resolve()
    const { reservation, state } = reserveLimit(rule, this.concerns(rule) ? seen : this.held.get(name), at)
    this.held.set(name, state)
    return reservation
  }
}

class LooksBeforeItTakes extends LooksFirst {
  override concerns(rule: LimitRule) {
    return rule.kind === 'rate'
  }
}

class LooksBeforeItCountsFailures extends LooksFirst {
  override concerns(rule: LimitRule) {
    return rule.kind === 'streak'
  }
}

class SaysUntilItIsFull extends PlainLimitStore {
  override async reserve(name: string, rule: LimitRule, at: Instant): Promise<Reservation> {
    const reservation = await super.reserve(name, rule, at)
    const state = this.held.get(name)
    if (reservation.granted || state?.kind !== 'rate' || rule.kind !== 'rate' || rule.burst === 1) return reservation
    return { granted: false, until: Math.max(reservation.until, Math.floor(state.fullAt - rule.every)) }
  }
}

class GrantsAMillisecondEarly extends PlainLimitStore {
  override async reserve(name: string, rule: LimitRule, at: Instant): Promise<Reservation> {
    const reservation = await super.reserve(name, rule, at)
    if (reservation.granted || rule.kind !== 'rate' || at !== reservation.until - 1) return reservation
    return super.reserve(name, rule, at + 1)
  }
}

/** It takes a try for many refusals together. */
class CountsRefusals extends PlainLimitStore {
  refusals = 0

  override async reserve(name: string, rule: LimitRule, at: Instant): Promise<Reservation> {
    const reservation = await super.reserve(name, rule, at)
    const state = this.held.get(name)
    if (reservation.granted || state?.kind !== 'rate' || rule.kind !== 'rate') return reservation
    this.refusals += 1
    if (this.refusals % 45 === 0) this.held.set(name, { kind: 'rate', fullAt: state.fullAt + rule.every })
    return reservation
  }
}

class KeepsWholeMilliseconds extends PlainLimitStore {
  override async reserve(name: string, rule: LimitRule, at: Instant) {
    const reservation = await super.reserve(name, rule, at)
    const state = this.held.get(name)
    if (state?.kind === 'rate') this.held.set(name, { kind: 'rate', fullAt: Math.floor(state.fullAt) })
    return reservation
  }
}

class ClearsARate extends PlainLimitStore {
  override async settle(name: string, rule: LimitRule, what: LimitSettlement, at: Instant) {
    if (what === 'clear' && rule.kind === 'rate') this.held.delete(name)
    else await super.settle(name, rule, what, at)
  }
}

class RefundsOnlyRefunds extends PlainLimitStore {
  override async settle(name: string, rule: LimitRule, what: LimitSettlement, at: Instant) {
    if (what !== 'clear' || rule.kind === 'streak') await super.settle(name, rule, what, at)
  }
}

class SavesRefunds extends PlainLimitStore {
  saved = 0

  override async settle(name: string, rule: LimitRule, what: LimitSettlement, at: Instant) {
    if (!this.held.has(name) && rule.kind === 'rate') this.saved += 1
    await super.settle(name, rule, what, at)
  }

  override async reserve(name: string, rule: LimitRule, at: Instant): Promise<Reservation> {
    const reservation = await super.reserve(name, rule, at)
    if (reservation.granted || this.saved === 0) return reservation
    this.saved -= 1
    return { granted: true, used: 1 }
  }
}

class LooksBeforeItGivesBack extends PlainLimitStore {
  override async settle(name: string, rule: LimitRule, what: LimitSettlement, at: Instant) {
    const state = settleLimit(rule, this.held.get(name), what, at)
    await Promise.resolve()
    if (state === undefined) this.held.delete(name)
    else this.held.set(name, state)
  }
}

class WaitsBeyondTheCeiling extends PlainLimitStore {
  override async reserve(name: string, rule: LimitRule, at: Instant) {
    if (rule.kind === 'rate') return super.reserve(name, rule, at)
    const reservation = await super.reserve(name, { ...rule, ceiling: 3 * rule.ceiling }, at)
    const state = this.held.get(name)
    if (state?.kind !== 'streak') return reservation
    this.held.set(name, { ...state, forgetAt: Math.min(state.forgetAt, at + 4 * rule.ceiling) })
    return reservation
  }
}

class WaitsAlwaysTheSame extends PlainLimitStore {
  override reserve(name: string, rule: LimitRule, at: Instant) {
    return super.reserve(name, rule.kind === 'streak' ? { ...rule, ceiling: rule.first } : rule, at)
  }
}

class ClearsOnlyOneFailure extends PlainLimitStore {
  override settle(name: string, rule: LimitRule, what: LimitSettlement, at: Instant) {
    return super.settle(name, rule, what === 'clear' ? 'refund' : what, at)
  }
}

class ClearsForARefund extends PlainLimitStore {
  override settle(name: string, rule: LimitRule, what: LimitSettlement, at: Instant) {
    return super.settle(name, rule, rule.kind === 'streak' ? 'clear' : what, at)
  }
}

class KeepsTheWaitAfterARefund extends PlainLimitStore {
  override async settle(name: string, rule: LimitRule, what: LimitSettlement, at: Instant) {
    const before = this.held.get(name)
    await super.settle(name, rule, what, at)
    const after = this.held.get(name)
    if (before?.kind !== 'streak' || after?.kind !== 'streak') return
    this.held.set(name, { ...after, until: before.until })
  }
}

/** Forgets each name a time after its tries, by its own clock. */
class ForgetsAfter extends PlainLimitStore {
  readonly forgetAt = new Map<string, Instant>()

  forgetAtOf(_name: string, state: LimitState): Instant {
    return forgetLimitAt(state)
  }

  override async reserve(name: string, rule: LimitRule, at: Instant) {
    if (this.clock.now() >= (this.forgetAt.get(name) ?? Number.POSITIVE_INFINITY)) {
      this.held.delete(name)
      this.forgetAt.delete(name)
    }
    const reservation = await super.reserve(name, rule, at)
    const state = this.held.get(name)
    if (state !== undefined) this.forgetAt.set(name, this.forgetAtOf(name, state))
    return reservation
  }
}

class RemembersFromTheFirstFailure extends ForgetsAfter {
  override forgetAtOf(name: string, state: LimitState) {
    return this.forgetAt.get(name) ?? super.forgetAtOf(name, state)
  }
}

class RemembersOneMinute extends ForgetsAfter {
  override forgetAtOf(_name: string, state: LimitState) {
    return Math.min(forgetLimitAt(state), this.clock.now() + minute)
  }
}

class NeverForgets extends PlainLimitStore {
  override async reserve(name: string, rule: LimitRule, at: Instant) {
    const reservation = await super.reserve(name, rule, at)
    const state = this.held.get(name)
    if (state?.kind === 'streak') this.held.set(name, { ...state, forgetAt: Number.POSITIVE_INFINITY })
    return reservation
  }
}

class FoldsCase extends PlainLimitStore {
  override reserve(name: string, rule: LimitRule, at: Instant) {
    return super.reserve(name.toLowerCase(), rule, at)
  }
}

class CutsNamesShort extends PlainLimitStore {
  override reserve(name: string, rule: LimitRule, at: Instant) {
    return super.reserve(name.slice(0, 255), rule, at)
  }
}

class WaitsForItsClock extends PlainLimitStore {
  override async reserve(name: string, rule: LimitRule, at: Instant) {
    const state = this.held.get(name)
    const late = state?.kind === 'rate' && rule.kind === 'rate' && state.fullAt > at + 10 * minute
    const until = late ? state.fullAt : 0
    return late ? { granted: false as const, until } : super.reserve(name, rule, at)
  }
}

class StartsAgainWithItsClock extends PlainLimitStore {
  last = 0

  override reserve(name: string, rule: LimitRule, at: Instant) {
    if (at < this.last) this.held.clear()
    this.last = at
    return super.reserve(name, rule, at)
  }
}

// The stores of a subject share only the clock: here it identifies their server.
const servers = new WeakMap<Clock, Held>()

function serverOf(clock: Clock): Held {
  const held = servers.get(clock) ?? new Map()
  servers.set(clock, held)
  return held
}

class IgnoresItsPrefix extends PlainLimitStore {
  constructor(clock: Clock, held: Held = serverOf(clock)) {
    super(clock, held)
  }
}

class LocksItsOwnProcess extends LooksFirst {
  #lock: Promise<unknown> = Promise.resolve()

  override reserve(name: string, rule: LimitRule, at: Instant) {
    const reservation = this.#lock.then(() => super.reserve(name, rule, at))
    this.#lock = reservation
    return reservation
  }
}

class GrantsWhenDown extends PlainLimitStore {
  override reserve(name: string, rule: LimitRule, at: Instant) {
    return super.reserve(name, rule, at).catch(() => ({ granted: true as const, used: 1 }))
  }
}

class IgnoresSettlementsWhenDown extends PlainLimitStore {
  override settle(name: string, rule: LimitRule, what: LimitSettlement, at: Instant) {
    return super.settle(name, rule, what, at).catch(() => undefined)
  }
}

describeTeeth<LimitStore, typeof PlainLimitStore>('the laws of the limit store', {
  cases: limitStoreCases,
  sound: PlainLimitStore,
  broken: [
    ['rate-grants-its-burst', [CountsWhatIsLeft, DoesNotCount, GrantsOneTooMany]],
    ['rate-race-grants-its-burst', [LooksBeforeItTakes]],
    ['rate-refuses-until-a-try-is-free', [GrantsAMillisecondEarly, SaysUntilItIsFull]],
    ['refused-tries-cost-nothing', [CountsRefusals]],
    ['rate-keeps-fractions', [KeepsWholeMilliseconds]],
    ['refund-gives-one-back', [ClearsARate, RefundsOnlyRefunds]],
    ['refunds-never-exceed-the-burst', [SavesRefunds]],
    ['refund-race-gives-all-back', [LooksBeforeItGivesBack]],
    ['streak-waits-double', [WaitsBeyondTheCeiling, WaitsAlwaysTheSame]],
    ['streak-race-grants-the-free-failures', [LooksBeforeItCountsFailures]],
    ['clear-forgets-a-streak', [ClearsOnlyOneFailure]],
    ['refund-takes-one-failure-back', [ClearsForARefund, KeepsTheWaitAfterARefund]],
    ['streak-is-remembered', [RemembersFromTheFirstFailure, RemembersOneMinute]],
    ['streak-is-forgotten', [NeverForgets]],
    ['names-are-independent', [FoldsCase, CutsNamesShort]],
    ['clock-that-is-set-back-changes-little', [WaitsForItsClock, StartsAgainWithItsClock]],
    ['limit-stores-are-strangers', [IgnoresItsPrefix]],
    ['limit-twins-are-one-store', [LocksItsOwnProcess]],
    ['limit-failure-rejects', [GrantsWhenDown, IgnoresSettlementsWhenDown]],
  ],
  siblings: {
    'rate-race-grants-its-burst': ['limit-twins-are-one-store', 'refund-race-gives-all-back'],
    'streak-race-grants-the-free-failures': ['streak-is-forgotten'],
  },
  subjectOf(Store) {
    const clock = createManualClock()
    return {
      ...clock,
      createStore: () => new Store(clock),
      createTwins: () => {
        const held: Held = new Map()
        return [new Store(clock, held), new Store(clock, held)]
      },
      createFailingStore: () => new Store(clock, new OutOfReach()),
    }
  },
  createFailingStore: () => new PlainLimitStore(createManualClock(), new OutOfReach()),
})
