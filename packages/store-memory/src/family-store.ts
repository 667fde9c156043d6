import type { Clock } from '@devicegrant/core'
import {
  checkOptionNames,
  type FamilyCaps,
  type FamilyPosition,
  type LiveFamily,
  type OptionNames,
  type TokenFamily,
  type TokenFamilyStore,
  type VersionedFamily,
} from '@devicegrant/core/stores'
import { capacityOf, checkCapacity } from './capacity.js'
import { ForgetfulMap } from './forgetful-map.js'
import { frozenChange, frozenCopy } from './frozen-copy.js'
import { createRevocations } from './revocations.js'
import { systemClock } from './system-clock.js'
import { UseOrder } from './use-order.js'

/** Options of `createMemoryFamilyStore`. */
export interface MemoryFamilyStoreOptions {
  /**
   * The clock that decides when a record is forgotten. The store judges nothing else by it.
   *
   * @defaultValue the clock of the system
   */
  readonly clock?: Clock
  /**
   * The maximum number of families. When the store is full, `create` rejects. Revocation marks do not count: there is at most
   * one for each account and each client.
   *
   * @defaultValue as many records of 2 560 bytes as fit into a quarter of the heap limit of the runtime
   */
  readonly capacity?: number
}

// A family takes 1 kilobyte, and 2.5 kilobytes with a sealed response.
const bytesPerFamily = 2_560

const optionNames: OptionNames<MemoryFamilyStoreOptions> = { clock: true, capacity: true }

interface Row {
  family: TokenFamily
  revision: number
}

/**
 * Creates a store that keeps token families in the memory of this process: for one process, for development and for tests.
 * When the process exits, every device is signed out. No operation awaits anything, so each operation is atomic.
 *
 * @throws ConfigurationError if an option name is unknown.
 * @throws TypeError if `capacity` is not a whole number, 1 or more.
 * @example
 * ```ts
 * const stores = { ...createMemoryStores(), families: createMemoryFamilyStore({ capacity: 100_000 }) }
 * ```
 */
export function createMemoryFamilyStore(options: MemoryFamilyStoreOptions = {}): TokenFamilyStore {
  checkOptionNames('createMemoryFamilyStore', options, optionNames)
  const { clock = systemClock, capacity = capacityOf(1 / 4, bytesPerFamily) } = options
  checkCapacity(capacity)
  const bySubject = new Map<string, UseOrder<LiveFamily>>()
  const rows = new ForgetfulMap<string, Row>(clock, ({ family }) => family.forgetAt, unlist)

  function unlist({ family }: Row): void {
    const order = bySubject.get(family.subject)
    if (family.status !== 'live' || order === undefined) return
    order.remove(family)
    if (order.size === 0) bySubject.delete(family.subject)
  }

  function list({ family }: Row): void {
    if (family.status !== 'live') return
    const order = bySubject.get(family.subject) ?? new UseOrder()
    order.add(family)
    bySubject.set(family.subject, order)
  }

  /** Yields the live families of an account, the most recently used first. Forgets expired families on the way. */
  function* listed(subject: string, after?: FamilyPosition): Generator<VersionedFamily & { family: LiveFamily }> {
    for (const family of bySubject.get(subject)?.latest(after) ?? []) {
      const row = rows.get(family.grantId)
      if (row !== undefined) yield { family, revision: row.revision }
    }
  }

  function displacedBy({ subject, grantId, clientId }: LiveFamily, caps: FamilyCaps): readonly string[] {
    const size = bySubject.get(subject)?.size ?? 0
    if (size < Math.min(caps.perAccount, caps.perClient)) return []
    const displaced: string[] = []
    let [ofAccount, ofClient] = [1, 1]
    for (const { family: one } of listed(subject)) {
      if (one.grantId === grantId) continue
      if (ofAccount >= caps.perAccount || (one.clientId === clientId && ofClient >= caps.perClient)) {
        displaced.push(one.grantId)
        if (displaced.length >= caps.namedAtOnce) break
        continue
      }
      ofAccount += 1
      if (one.clientId === clientId) ofClient += 1
    }
    return displaced
  }

  return {
    volatile: true,

    async create(family, caps) {
      rows.sweep()
      if (rows.get(family.grantId) !== undefined) return { result: 'taken', displaced: displacedBy(family, caps) }
      if (rows.size >= capacity)
        throw new Error(
          `the memory store is full: it holds ${capacity} token families. Raise the capacity of createMemoryFamilyStore`,
        )
      const row = { family: frozenCopy(family), revision: 1 }
      rows.set(family.grantId, row)
      list(row)
      return { result: 'created', displaced: displacedBy(family, caps) }
    },

    async find(grantId) {
      const row = rows.get(grantId)
      return row && versioned(row)
    },

    async listBySubject(subject, { after, limit }) {
      const families: VersionedFamily[] = []
      let last: FamilyPosition | undefined
      for (const seen of listed(subject, after)) {
        if (families.length === limit) return { families, ...(last && { next: last }) }
        families.push(seen)
        last = { lastUsedAt: seen.family.lastUsedAt, grantId: seen.family.grantId }
      }
      return { families }
    },

    async replace(seen, next) {
      const row = rows.get(next.grantId)
      if (row?.revision !== seen.revision) return false
      unlist(row)
      row.family = frozenChange(next, row.family)
      row.revision += 1
      list(row)
      return true
    },

    ...createRevocations(clock),
  }
}

function versioned({ family, revision }: Row): VersionedFamily {
  return { family, revision }
}
