import type { Clock, Instant, TokenFamily, TokenFamilyStore, VersionedFamily } from '@devicegrant/core'
import { capacityOf } from './capacity.js'
import { ForgetfulMap } from './forgetful-map.js'
import { frozenCopy } from './frozen-copy.js'
import { systemClock } from './system-clock.js'

/** What can be chosen about a memory store of token families. */
export interface MemoryFamilyStoreOptions {
  /** The clock to forget by; nothing is judged by it. Default: the system's. */
  readonly clock?: Clock
  /**
   * The most records to hold. `create` rejects beyond it. Default: what fits into a quarter of the heap that the
   * runtime may use, at two and a half kilobytes a record. Cut-offs are not counted: there is one at most for each account and client.
   */
  readonly capacity?: number
}

// A family takes a kilobyte, and with an answer that can be fetched again two and a half.
const bytesPerFamily = 2_560

interface Row {
  family: TokenFamily
  revision: number
}

interface CutOff {
  at: Instant
  forgetAt: Instant
}

/**
 * Keeps the records of grants in the memory of this process, for one process, for development and for tests: when it
 * exits, everything that was signed in is signed out. No operation awaits anything, so each is atomic.
 */
export function createMemoryFamilyStore(options: MemoryFamilyStoreOptions = {}): TokenFamilyStore {
  const { clock = systemClock, capacity = capacityOf(1 / 4, bytesPerFamily) } = options
  const bySubject = new Map<string, Set<Row>>()
  const rows = new ForgetfulMap<string, Row>(clock, ({ family }) => family.forgetAt, dropFromSubject)
  const cutOffs = new ForgetfulMap<string, CutOff>(clock, ({ forgetAt }) => forgetAt)

  function dropFromSubject(row: Row): void {
    const { subject } = row.family
    const others = bySubject.get(subject)
    others?.delete(row)
    if (others?.size === 0) bySubject.delete(subject)
  }

  function addToSubject(row: Row): void {
    const { subject } = row.family
    const others = bySubject.get(subject)
    if (others === undefined) bySubject.set(subject, new Set([row]))
    else others.add(row)
  }

  return {
    async create(family) {
      rows.sweep()
      if (rows.get(family.grantId) !== undefined) return 'taken'
      if (rows.size >= capacity) throw new Error(`the memory store is full: it holds ${capacity} token families`)
      const row = { family: frozenCopy(family), revision: 1 }
      rows.set(family.grantId, row)
      addToSubject(row)
      return 'created'
    },

    async find(grantId) {
      const row = rows.get(grantId)
      return row && versioned(row)
    },

    async findBySubject(subject) {
      const known = [...(bySubject.get(subject) ?? [])]
      return known.filter(({ family }) => rows.get(family.grantId) !== undefined).map(versioned)
    },

    async replace(seen, next) {
      assertSameGrant(seen.family, next)
      const row = rows.get(next.grantId)
      if (row?.revision !== seen.revision) return false
      row.family = frozenCopy(next)
      row.revision += 1
      return true
    },

    async cutOff(holder, at, forgetAt) {
      cutOffs.sweep()
      const known = cutOffs.get(holder)
      cutOffs.set(holder, {
        at: Math.max(known?.at ?? at, at),
        forgetAt: Math.max(known?.forgetAt ?? forgetAt, forgetAt),
      })
    },

    async findCutOff(holder) {
      return cutOffs.get(holder)?.at
    },
  }
}

function versioned({ family, revision }: Row): VersionedFamily {
  return { family, revision }
}

function assertSameGrant(seen: TokenFamily, next: TokenFamily): void {
  if (seen.grantId === next.grantId && seen.subject === next.subject) return
  throw new Error('a family is replaced by one of the same grant and the same subject')
}
