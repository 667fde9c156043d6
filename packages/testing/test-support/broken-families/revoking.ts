import type { RevokedWindow } from '@devicegrant/core/stores'
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
      ...this.revocationOf(holder),
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
    if (kept?.at !== undefined && Math.floor(kept.at / 1_000) === Math.floor(at / 1_000)) kept.at = at
  }
}

class LooksBeforeItRevokes extends PlainFamilyStore {
  override async revokeBefore(holder: string, at: number, forgetAt: number) {
    const known = this.revocationOf(holder) ?? { at, forgetAt }
    await aTripToTheDatabase()
    this.data.revocations.set(holder, {
      ...known,
      at: Math.max(known.at ?? at, at),
      forgetAt: Math.max(known.forgetAt, forgetAt),
    })
  }
}

class TakesClientsForAccounts extends PlainFamilyStore {
  override revocationOf(holder: string) {
    return super.revocationOf(identifierOf(holder))
  }

  override revokeBefore(holder: string, at: number, forgetAt: number) {
    return super.revokeBefore(identifierOf(holder), at, forgetAt)
  }

  override revokeWindow(holder: string, window: RevokedWindow, forgetAt: number) {
    return super.revokeWindow(identifierOf(holder), window, forgetAt)
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

class NeedsANetwork extends PlainFamilyStore {
  override async revokeWindow(holder: string, window: RevokedWindow, forgetAt: number) {
    if (window.network === undefined) this.revocationOf(holder)
    else await super.revokeWindow(holder, window, forgetAt)
  }
}

class LosesTheNetwork extends PlainFamilyStore {
  override revokeWindow(holder: string, { from, until }: RevokedWindow, forgetAt: number) {
    return super.revokeWindow(holder, { from, until }, forgetAt)
  }
}

class KeepsTheLastWindow extends PlainFamilyStore {
  override withWindow(_windows: readonly RevokedWindow[], window: RevokedWindow) {
    return [window]
  }
}

class KeepsEachWindowTwice extends PlainFamilyStore {
  override withWindow(windows: readonly RevokedWindow[], window: RevokedWindow) {
    return [...windows, window]
  }
}

class LosesTheMoment extends PlainFamilyStore {
  override async revokeWindow(holder: string, window: RevokedWindow, forgetAt: number) {
    await super.revokeWindow(holder, window, forgetAt)
    delete this.revocationOf(holder)?.at
  }
}

class LosesTheWindows extends PlainFamilyStore {
  override async revokeBefore(holder: string, at: number, forgetAt: number) {
    await super.revokeBefore(holder, at, forgetAt)
    delete this.revocationOf(holder)?.windows
  }
}

class LooksBeforeItAddsAWindow extends PlainFamilyStore {
  override async revokeWindow(holder: string, window: RevokedWindow, forgetAt: number) {
    const known = this.revocationOf(holder) ?? { forgetAt }
    await aTripToTheDatabase()
    this.data.revocations.set(holder, { ...known, windows: this.withWindow(known.windows ?? [], window) })
  }
}

class ForgetsWindowsEarly extends PlainFamilyStore {
  override revokeWindow(holder: string, window: RevokedWindow, forgetAt: number) {
    const known = this.revocationOf(holder) ?? { forgetAt }
    this.data.revocations.set(holder, { ...known, windows: this.withWindow(known.windows ?? [], window), forgetAt })
    return Promise.resolve()
  }
}

/** The stores that break the laws of `family-laws/revoking`. */
export const brokenRevoking: readonly Broken<typeof PlainFamilyStore>[] = [
  ['revocation-is-found-by-its-holder', [AlwaysFindsARevocation, GoesByItsOwnClock]],
  ['revocation-only-moves-later', [KeepsTheLastRevocation, ComparesSeconds]],
  ['revocation-race-keeps-the-latest', [LooksBeforeItRevokes]],
  ['revocation-concerns-one-holder', [TakesClientsForAccounts, DropsWhatItRevokes]],
  ['windows-are-kept-as-they-are', [NeedsANetwork, LosesTheNetwork, KeepsTheLastWindow, KeepsEachWindowTwice]],
  ['windows-stand-beside-the-moment', [LosesTheMoment, LosesTheWindows]],
  ['windows-race-keeps-all', [LooksBeforeItAddsAWindow]],
  ['windows-are-kept-until-the-latest-end', [ForgetsWindowsEarly]],
]
