import {
  forgetLimitAt,
  type LimitRule,
  type LimitSettlement,
  type LimitState,
  limitFreeAt,
  type Reservation,
  reserveLimit,
  settleLimit,
} from '../../machine/limits/limit.js'
import type { Instant } from '../../machine/time.js'
import { Heap, type HeapItem } from './heap.js'

/** What is known about one name. */
interface Entry extends HeapItem {
  readonly name: string
  readonly rule: LimitRule
  readonly state: LimitState
  readonly heap: Heap<Entry>
}

// Each call forgets at most so many names, so that no call takes long.
const forgottenPerCall = 16

/** The tries of a limited number of names. */
export class LimitedNames {
  readonly #capacity: number
  readonly #entries = new Map<string, Entry>()
  /** The names that are granted a try now, the one that is forgotten first in front. */
  readonly #granted = new Heap<Entry>(({ state }) => forgetLimitAt(state))
  /** The names that are refused, the one that is granted a try first in front. */
  readonly #refused = new Heap<Entry>(({ rule, state }) => limitFreeAt(rule, state))

  constructor(capacity: number) {
    this.#capacity = capacity
  }

  /** The number of names, with names that have all of their tries and are not forgotten yet. */
  get size(): number {
    return this.#entries.size
  }

  reserve(name: string, rule: LimitRule, at: Instant): Reservation {
    this.#forget(at)
    const entry = this.#entries.get(name)
    if (entry === undefined && this.#entries.size >= this.#capacity) {
      const made = this.#makePlace(at)
      if (!made.granted) return made
    }
    const { reservation, state } = reserveLimit(rule, entry?.state, at)
    this.#replace(entry, name, rule, state, at)
    return reservation
  }

  settle(name: string, rule: LimitRule, what: LimitSettlement, at: Instant): void {
    const entry = this.#entries.get(name)
    const state = settleLimit(rule, entry?.state, what, at)
    if (state !== undefined) this.#replace(entry, name, rule, state, at)
    else if (entry !== undefined) this.#delete(entry)
  }

  #replace(entry: Entry | undefined, name: string, rule: LimitRule, state: LimitState, at: Instant): void {
    entry?.heap.remove(entry)
    const heap = limitFreeAt(rule, state) <= at ? this.#granted : this.#refused
    const next = { name, rule, state, heap, place: -1 }
    this.#entries.set(name, next)
    heap.add(next)
  }

  #delete(entry: Entry): void {
    entry.heap.remove(entry)
    this.#entries.delete(entry.name)
  }

  #forget(at: Instant): void {
    for (let count = 0; count < forgottenPerCall; count++) {
      const isFreed = this.#freeFirst(at)
      const isForgotten = this.#forgetFirst(at)
      if (!isFreed && !isForgotten) return
    }
  }

  /** Moves the first refused name to the granted ones if its wait is over. Returns whether it was. */
  #freeFirst(at: Instant): boolean {
    const first = this.#refused.first
    if (first === undefined || limitFreeAt(first.rule, first.state) > at) return false
    this.#replace(first, first.name, first.rule, first.state, at)
    return true
  }

  #forgetFirst(at: Instant): boolean {
    const first = this.#granted.first
    if (first === undefined || forgetLimitAt(first.state) > at) return false
    this.#delete(first)
    return true
  }

  /** Deletes a name that is granted a try. If there is none, returns the refusal of the name that waits least. */
  #makePlace(at: Instant): Reservation {
    for (;;) {
      const entry = this.#granted.first ?? this.#refused.first
      if (entry === undefined) return { granted: true, used: 0 }
      const { reservation } = reserveLimit(entry.rule, entry.state, at)
      if (reservation.granted) this.#delete(entry)
      if (reservation.granted || entry.heap === this.#refused) return reservation
      // It was granted a try before the clock was set back.
      this.#replace(entry, entry.name, entry.rule, entry.state, at)
    }
  }
}
