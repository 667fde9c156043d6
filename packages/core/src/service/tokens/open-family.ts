import { judgeFirstTokens } from '../../machine/families/first-tokens.js'
import type { LiveFamily } from '../../machine/families/token-family.js'
import type { Call } from '../call/call.js'
import type { FamilyContext } from '../call/context.js'
import { writeOnce } from '../call/write-once.js'
import { capsOf, endDisplaced } from './displaced-grants.js'
import { endGrant } from './end-grant.js'

/**
 * Stores the family of first tokens. It may be called again, also by another process: after it returns `true`, the grant
 * is live, is in the list of its account, and knows these tokens, and the grant that it replaces has ended. Returns `false` if
 * the grant has ended.
 */
export async function openFamily(context: FamilyContext, family: LiveFamily, call: Call): Promise<boolean> {
  const isOpen = await open(context, family, call)
  // After the new family, so that a process that dies in between leaves the client a grant. A failure is one of the
  // redemption, which is then tried again.
  if (isOpen && family.replaces !== undefined) await endGrant(context, family.replaces, 'replaced', call)
  return isOpen
}

async function open(context: FamilyContext, family: LiveFamily, call: Call): Promise<boolean> {
  const { families } = context
  const { result, displaced } = await families.create(call, family, capsOf(context.policy, family))
  await endDisplaced(context, displaced, call)
  if (result === 'created') return true
  const seen = await families.find(call, family.grantId)
  if (seen === undefined)
    throw new Error('`stores.families.create` returned `taken`, but `stores.families.find` finds no such family')
  const verdict = judgeFirstTokens(seen.family, family)
  if (verdict === 'same') return true
  if (verdict === 'ended') return false
  const done =
    verdict === 'leftover' &&
    (await writeOnce({
      write: () => families.replace(call, seen, family),
      async isStored() {
        const found = await families.find(call, family.grantId)
        return found !== undefined && judgeFirstTokens(found.family, family) === 'same'
      },
    }))
  if (done) return true
  throw new Error('another process changed the family of a grant that this process has claimed')
}
