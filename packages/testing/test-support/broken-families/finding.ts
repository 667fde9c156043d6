import type { Broken } from '../law-teeth.js'
import { PlainFamilyStore } from './plain-family-store.js'

class ListsEverybodyForStrangers extends PlainFamilyStore {
  override rowsOf(subject: string) {
    const own = super.rowsOf(subject)
    return own.length > 0 ? own : [...this.data.rows.values()].filter((row) => this.remembers(row))
  }
}

class FoldsCase extends PlainFamilyStore {
  override rowsOf(subject: string) {
    const rows = [...this.data.rows.values()].filter((row) => this.remembers(row))
    return rows.filter(({ family }) => family.subject.toLowerCase() === subject.toLowerCase())
  }
}

class TakesStarsForPatterns extends PlainFamilyStore {
  override rowsOf(subject: string) {
    if (!subject.endsWith('*')) return super.rowsOf(subject)
    const rows = [...this.data.rows.values()].filter((row) => this.remembers(row))
    return rows.filter(({ family }) => family.subject.startsWith(subject.slice(0, -1)))
  }
}

class CutsHoldersShort extends PlainFamilyStore {
  override revokeBefore(holder: string, at: number, forgetAt: number) {
    return super.revokeBefore(holder.slice(0, 255), at, forgetAt)
  }

  override findRevokedBefore(holder: string) {
    return super.findRevokedBefore(holder.slice(0, 255))
  }
}

/** The stores that break the laws of `family-laws/finding`. */
export const brokenFinding: readonly Broken<typeof PlainFamilyStore>[] = [
  ['unknown-subject-has-no-families', [ListsEverybodyForStrangers]],
  ['identifiers-never-collide', [FoldsCase, TakesStarsForPatterns, CutsHoldersShort]],
]
