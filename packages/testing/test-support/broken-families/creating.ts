import type { FamilyCaps, LiveFamily } from '@devicegrant/core/stores'
import type { Broken } from '../law-teeth.js'
import { aTripToTheDatabase, PlainFamilyStore } from './plain-family-store.js'

class LosesTheConfirmation extends PlainFamilyStore {
  override create({ confirmation: _, ...family }: LiveFamily, caps: FamilyCaps) {
    return super.create(family, caps)
  }
}

class KeepsOneSpentToken extends PlainFamilyStore {
  override create(family: LiveFamily, caps: FamilyCaps) {
    const { rotation } = family
    if (rotation === undefined) return super.create(family, caps)
    return super.create({ ...family, rotation: { ...rotation, spent: rotation.spent.slice(0, 1) } }, caps)
  }
}

class FillsInWhatIsAbsent extends PlainFamilyStore {
  override create(family: LiveFamily, caps: FamilyCaps) {
    return super.create({ ...family, requester: { ip: '', userAgent: '', label: '', ...family.requester } }, caps)
  }
}

class OverwritesTakenGrants extends PlainFamilyStore {
  override async create(family: LiveFamily, caps: FamilyCaps) {
    this.data.rows.delete(family.grantId)
    return super.create(family, caps)
  }
}

class FreesEndedGrants extends PlainFamilyStore {
  override async create(family: LiveFamily, caps: FamilyCaps) {
    if (this.row(family.grantId)?.family.status === 'ended') this.data.rows.delete(family.grantId)
    return super.create(family, caps)
  }
}

class UpdatesTheClientOfATakenGrant extends PlainFamilyStore {
  override create(family: LiveFamily, caps: FamilyCaps) {
    const row = this.row(family.grantId)
    if (row) row.family = { ...row.family, clientId: family.clientId }
    return super.create(family, caps)
  }
}

class LooksBeforeItCreates extends PlainFamilyStore {
  override async create(family: LiveFamily, caps: FamilyCaps) {
    const taken = this.row(family.grantId)
    await aTripToTheDatabase()
    if (taken) return { result: 'taken', displaced: [] } as const
    this.insert(family)
    return { result: 'created', displaced: this.displacedBy(family, caps) } as const
  }
}

/** The stores that break the laws of `family-laws/creating`. */
export const brokenCreating: readonly Broken<typeof PlainFamilyStore>[] = [
  ['create-finds-by-grant-and-subject', [LosesTheConfirmation, KeepsOneSpentToken, FillsInWhatIsAbsent]],
  ['create-refuses-a-taken-grant', [OverwritesTakenGrants, FreesEndedGrants, UpdatesTheClientOfATakenGrant]],
  ['create-race-for-a-grant-has-one-winner', [LooksBeforeItCreates]],
]
