import type { Clock, Instant } from '@devicegrant/core'
import type { RevokedWindow, TokenFamilyStore } from '@devicegrant/core/stores'
import { ForgetfulMap } from './forgetful-map.js'
import { frozenCopy } from './frozen-copy.js'

interface KeptRevocation {
  readonly before?: Instant
  /** By their text, so that the same window counts once. */
  readonly windows: ReadonlyMap<string, KeptWindow>
  readonly forgetAt: Instant
}

interface KeptWindow {
  readonly window: RevokedWindow
  readonly forgetAt: Instant
}

type Revocations = Pick<TokenFamilyStore, 'revokeBefore' | 'revokeWindow' | 'findRevocation' | 'findRevokedBefore'>

const mostWindows = 100

/** Creates the part of a family store that keeps what is revoked of accounts and clients. */
export function createRevocations(clock: Clock): Revocations {
  const revocations = new ForgetfulMap<string, KeptRevocation>(clock, ({ forgetAt }) => forgetAt)

  function latestOf(holder: string, forgetAt: Instant): Instant {
    return Math.max(revocations.get(holder)?.forgetAt ?? forgetAt, forgetAt)
  }

  return {
    async revokeBefore(holder, at, forgetAt) {
      revocations.sweep()
      const { before = at, windows = new Map() } = revocations.get(holder) ?? {}
      revocations.set(holder, { before: Math.max(before, at), windows, forgetAt: latestOf(holder, forgetAt) })
    },

    async revokeWindow(holder, { from, until, network }, forgetAt) {
      revocations.sweep()
      const known = revocations.get(holder)
      const windows = new Map([...(known?.windows ?? [])].filter(([, kept]) => clock.now() < kept.forgetAt))
      const window = { from, until, ...(network !== undefined && { network }) }
      const text = JSON.stringify(window)
      const lasting = Math.max(windows.get(text)?.forgetAt ?? forgetAt, forgetAt)
      windows.set(text, { window: frozenCopy(window), forgetAt: lasting })
      if (windows.size > mostWindows)
        throw new Error(
          `a client has ${mostWindows} revoked windows already: revoke all of its grants, or a longer window`,
        )
      revocations.set(holder, { ...known, windows, forgetAt: latestOf(holder, forgetAt) })
    },

    async findRevocation(holder) {
      const known = revocations.get(holder)
      if (known === undefined) return undefined
      const { before, windows } = known
      return {
        ...(before !== undefined && { before }),
        ...(windows.size > 0 && { windows: [...windows.values()].map(({ window }) => window) }),
      }
    },

    async findRevokedBefore(holder) {
      return revocations.get(holder)?.before
    },
  }
}
