import type { LiveFamily, TokenFamily } from './token-family.js'

/**
 * What a store has for a grant whose first tokens were just made:
 *
 * - `same`: the family of these tokens. They may have been used since.
 * - `leftover`: the family of an earlier attempt. No client received its tokens, so this one may take its place.
 * - `ended`: the grant has ended. It never becomes live again.
 * - `other`: a family that was used later and does not know these tokens.
 */
export type FirstTokensVerdict = 'same' | 'leftover' | 'ended' | 'other'

/** Judges the stored family of a grant. `first` is the family as it is before any use. */
export function judgeFirstTokens(stored: TokenFamily, first: LiveFamily): FirstTokensVerdict {
  if (stored.status === 'ended') return 'ended'
  if (isSame(stored, first)) return 'same'
  // A use of these tokens comes later than the attempt that made them, and an earlier attempt does not.
  return stored.lastUsedAt <= first.lastUsedAt ? 'leftover' : 'other'
}

function isSame({ rotation, accessUntil, lastUsedAt }: LiveFamily, first: LiveFamily): boolean {
  if (rotation === undefined || first.rotation === undefined) {
    return rotation === first.rotation && accessUntil === first.accessUntil
  }
  const { current: token, expiresAt } = first.rotation
  if (rotation.current === token || rotation.spent.some((one) => one.token === token)) return true
  // The list of spent tokens is short. The absolute end never changes.
  return rotation.expiresAt === expiresAt && lastUsedAt > first.lastUsedAt
}
