import type { Requester } from '../machine/authorization.js'
import type { GrantId } from '../machine/names.js'
import { type EndReason, endFamily } from '../machine/token-family.js'
import type { TokenFamilyStore } from '../ports/token-family-store.js'
import type { ServiceContext } from './context.js'
import { writeUnlessLost } from './write-once.js'

// Only rotations of this very family can be faster, and each needs tokens to be made first.
const rounds = 100

/**
 * Ends a grant with all of its tokens, for good: `true` when it ended here and now, `false` when it was over already or
 * is not known. Once it returns no refresh that is under way can bring the family back.
 */
export async function endGrant(
  context: ServiceContext,
  families: TokenFamilyStore,
  grantId: GrantId,
  reason: EndReason,
  requester: Requester,
): Promise<boolean> {
  for (let round = 0; round < rounds; round++) {
    const seen = await families.find(grantId)
    if (seen?.family.status !== 'live') return false
    const ended = endFamily(seen.family, reason, context.clock.now())
    // A plain no is believed: of two that end a family at once, one tells of it.
    const done = await writeUnlessLost({
      write: () => families.replace(seen, ended),
      async isStored() {
        const found = await families.find(grantId)
        return found?.family.status === 'ended' && found.family.endedAt === ended.endedAt
      },
    })
    if (!done) continue
    const { clientId, subject } = ended
    context.tell({ type: 'grantEnded', reason, clientId, subject, grantId }, requester)
    return true
  }
  throw new Error('the store refused every attempt to end a grant')
}
