import type { Broken } from '../law-teeth.js'
import { aTripToTheDatabase, PlainFamilyStore } from './plain-family-store.js'

class AlwaysFindsARevocation extends PlainFamilyStore {
  override async findRevokedBefore(holder: string) {
    return (await super.findRevokedBefore(holder)) ?? 0
  }
}

class GoesByItsOwnClock extends PlainFamilyStore {
  override revokeBefore(holder: string, at: number, forgetAt: number) {
    return super.revokeBefore(holder, Math.max(at, this.clock.now()), forgetAt)
  }
}

class KeepsTheLastRevocation extends PlainFamilyStore {
  override revokeBefore(holder: string, at: number, forgetAt: number) {
    this.data.revocations.set(holder, {
      at,
      forgetAt: Math.max(forgetAt, this.revocationOf(holder)?.forgetAt ?? forgetAt),
    })
    return Promise.resolve()
  }
}

class ComparesSeconds extends PlainFamilyStore {
  override async revokeBefore(holder: string, at: number, forgetAt: number) {
    await super.revokeBefore(holder, at, forgetAt)
    const kept = this.revocationOf(holder)
    if (kept && Math.floor(kept.at / 1_000) === Math.floor(at / 1_000)) kept.at = at
  }
}

class LooksBeforeItRevokes extends PlainFamilyStore {
  override async revokeBefore(holder: string, at: number, forgetAt: number) {
    const known = this.revocationOf(holder) ?? { at, forgetAt }
    await aTripToTheDatabase()
    this.data.revocations.set(holder, { at: Math.max(known.at, at), forgetAt: Math.max(known.forgetAt, forgetAt) })
  }
}

class TakesClientsForAccounts extends PlainFamilyStore {
  override revocationOf(holder: string) {
    return super.revocationOf(identifierOf(holder))
  }

  override revokeBefore(holder: string, at: number, forgetAt: number) {
    return super.revokeBefore(identifierOf(holder), at, forgetAt)
  }
}

function identifierOf(holder: string): string {
  return /^\["(?:subject|client)","(?<identifier>.*)"\]$/.exec(holder)?.groups?.['identifier'] ?? holder
}

class DropsWhatItRevokes extends PlainFamilyStore {
  override revokeBefore(holder: string, at: number, forgetAt: number) {
    for (const { family } of this.rowsOf(holder)) this.data.rows.delete(family.grantId)
    return super.revokeBefore(holder, at, forgetAt)
  }
}

/** The stores that break the laws of `family-laws/revoking`. */
export const brokenRevoking: readonly Broken<typeof PlainFamilyStore>[] = [
  ['revocation-is-found-by-its-holder', [AlwaysFindsARevocation, GoesByItsOwnClock]],
  ['revocation-only-moves-later', [KeepsTheLastRevocation, ComparesSeconds]],
  ['revocation-race-keeps-the-latest', [LooksBeforeItRevokes]],
  ['revocation-concerns-one-holder', [TakesClientsForAccounts, DropsWhatItRevokes]],
]
