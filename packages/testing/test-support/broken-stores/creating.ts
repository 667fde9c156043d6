import type { PendingAuthorization } from '@devicegrant/core/stores'
import type { Broken } from '../law-teeth.js'
import { aTripToTheDatabase, copy, PlainStore } from './plain-store.js'

class LosesAField extends PlainStore {
  override create({ resources: _, ...authorization }: PendingAuthorization) {
    return super.create({ ...authorization, resources: [] })
  }
}

class LosesTheCodeChallenge extends PlainStore {
  override create({ codeChallenge: _, ...authorization }: PendingAuthorization) {
    return super.create(authorization)
  }
}

class KeepsSeconds extends PlainStore {
  override create(authorization: PendingAuthorization) {
    return super.create({ ...authorization, expiresAt: Math.floor(authorization.expiresAt / 1_000) * 1_000 })
  }
}

class OverwritesTakenUserCodes extends PlainStore {
  override async create(authorization: PendingAuthorization) {
    const taken = this.rowOf(authorization.userCode)
    if (taken) this.rows.delete(taken.authorization.userCode)
    return super.create(authorization)
  }
}

class FreesDecidedUserCodes extends PlainStore {
  override async create(authorization: PendingAuthorization) {
    const taken = this.rowOf(authorization.userCode)
    if (taken && taken.authorization.status !== 'pending') this.rows.delete(taken.authorization.userCode)
    return super.create(authorization)
  }
}

class LooksBeforeItCreates extends PlainStore {
  override async create(authorization: PendingAuthorization): Promise<'created' | 'userCodeTaken'> {
    const taken = this.rowOf(authorization.userCode)
    await aTripToTheDatabase()
    if (taken) return 'userCodeTaken'
    this.rows.set(authorization.userCode, { authorization: copy(authorization), revision: 1, lastPoll: undefined })
    return 'created'
  }
}

/** The stores that break the laws of `store-laws/creating`. */
export const brokenCreating: readonly Broken<typeof PlainStore>[] = [
  ['create-finds-by-both-codes', [LosesAField, LosesTheCodeChallenge, KeepsSeconds]],
  ['create-refuses-a-taken-user-code', [OverwritesTakenUserCodes, FreesDecidedUserCodes]],
  ['create-race-has-one-winner', [LooksBeforeItCreates]],
]
