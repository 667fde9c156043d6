import type { EndReason } from '../../machine/families/end-reason.js'
import { endFamily } from '../../machine/families/token-family.js'
import type { GrantId } from '../../machine/names.js'
import type { Call } from '../call/call.js'
import type { FamilyContext } from '../call/context.js'
import { writeUnlessLost } from '../call/write-once.js'

// Only a rotation of the same family can win the race against this write, and each rotation must make tokens first.
const rounds = 100

/**
 * Ends a grant and all of its tokens for good. Returns `true` if this call ended it, `false` if it had ended before or
 * is unknown. After that, no refresh in progress can bring the family back.
 */
export async function endGrant(
  context: FamilyContext,
  grantId: GrantId,
  reason: EndReason,
  call: Call,
): Promise<boolean> {
  for (let round = 0; round < rounds; round++) {
    const seen = await context.families.find(call, grantId)
    if (seen?.family.status !== 'live') return false
    const ended = endFamily(seen.family, reason, context.clock.now())
    // `false` is final here: if two requests end a family at once, only one of them emits the event.
    const done = await writeUnlessLost({
      write: () => context.families.replace(call, seen, ended),
      async isStored() {
        const found = await context.families.find(call, grantId)
        return found?.family.status === 'ended' && found.family.endedAt === ended.endedAt
      },
    })
    if (!done) continue
    const { clientId, subject } = ended
    context.emit({ type: 'grantEnded', reason, clientId, subject, grantId }, call)
    return true
  }
  throw new Error('the store refused every attempt to end a grant: `stores.families.replace` breaks its laws')
}
