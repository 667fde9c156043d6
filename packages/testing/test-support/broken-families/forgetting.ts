import type { FamilyCaps, LiveFamily } from '@devicegrant/core/stores'
import { day, minute } from '../../src/time.js'
import type { Broken } from '../law-teeth.js'
import { PlainFamilyStore, type Row } from './plain-family-store.js'
import { ReplacesWhatIsNotThere } from './replacing.js'

class ReckonsFromTheTokens extends PlainFamilyStore {
  override keptUntil({ family }: Row) {
    if (family.status === 'ended') return family.forgetAt
    return Math.max(family.accessUntil, family.rotation?.expiresAt ?? 0) + 2 * minute
  }
}

class KeepsTwoWeeks extends PlainFamilyStore {
  override keptUntil({ family }: Row) {
    return Math.min(family.forgetAt, family.grantedAt + 14 * day)
  }
}

class FreesGrantsAMinuteEarly extends PlainFamilyStore {
  override create(family: LiveFamily, caps: FamilyCaps) {
    const row = this.row(family.grantId)
    if (row && row.family.forgetAt < this.clock.now() + 1 * minute) this.data.rows.delete(family.grantId)
    return super.create(family, caps)
  }
}

class ForgetsTheWayBySubject extends PlainFamilyStore {
  readonly #until = new Map<string, number>()

  override create(family: LiveFamily, caps: FamilyCaps) {
    this.#until.set(family.grantId, Math.max(family.forgetAt, this.#until.get(family.grantId) ?? 0))
    return super.create(family, caps)
  }

  override rowsOf(subject: string) {
    return super
      .rowsOf(subject)
      .filter(({ family }) => this.clock.now() < (this.#until.get(family.grantId) ?? Infinity))
  }
}

class KeepsRevocationsByTheLastCall extends PlainFamilyStore {
  override async revokeBefore(holder: string, at: number, forgetAt: number) {
    const known = this.revocationOf(holder)
    this.data.revocations.set(holder, { ...known, at: Math.max(at, known?.at ?? at), forgetAt })
  }
}

class NeverFreesGrants extends PlainFamilyStore {
  readonly #taken = new Set<string>()

  override async create(family: LiveFamily, caps: FamilyCaps) {
    if (this.#taken.has(family.grantId)) return { result: 'taken', displaced: [] } as const
    this.#taken.add(family.grantId)
    return super.create(family, caps)
  }
}

class ListsWhatItForgot extends PlainFamilyStore {
  override rowsOf(subject: string) {
    return [...this.data.rows.values()].filter(({ family }) => family.subject === subject)
  }
}

/** The stores that break the laws of `family-laws/forgetting`. */
export const brokenForgetting: readonly Broken<typeof PlainFamilyStore>[] = [
  ['keep-families-past-their-tokens', [ReckonsFromTheTokens]],
  ['keep-families-until-forget-at', [KeepsTwoWeeks, FreesGrantsAMinuteEarly]],
  ['keep-families-until-the-later-forget-at', [ForgetsTheWayBySubject]],
  ['keep-revocations-until-the-latest-forget-at', [KeepsRevocationsByTheLastCall]],
  ['forget-whole-families', [NeverFreesGrants, ListsWhatItForgot, ReplacesWhatIsNotThere]],
]
