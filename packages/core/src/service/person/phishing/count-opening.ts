import type { PendingAuthorization } from '../../../machine/authorization.js'
import { isShared } from '../../../machine/decision.js'
import type { OpenerDigest, Subject } from '../../../machine/names.js'
import { open } from '../../../machine/opening.js'
import type { Versioned } from '../../../ports/authorization-store.js'
import type { Call } from '../../call/call.js'
import type { ServiceContext } from '../../call/context.js'
import { writeUnlessLost } from '../../call/write-once.js'

// 96 bits: with the few accounts of one code, two of them never have the same digest.
const digestLength = 16

/**
 * The result of an account that opens a user code. `shared`: too many accounts have, and the authorization is denied to
 * everybody. `gone`: it is no longer pending.
 */
export type Opened = 'counted' | 'shared' | 'gone'

/**
 * Counts an account that opens the user code of a pending authorization, before it sees the request.
 *
 * The first look-up of an account is one write, and each later one is none. Two look-ups at once cannot lose a count: each
 * write needs the revision that it has read.
 */
export async function countOpening(
  context: ServiceContext,
  found: Versioned,
  subject: Subject,
  call: Call,
): Promise<Opened> {
  const opener = openerOf(context, found, subject)
  let seen: Versioned | undefined = found
  for (let round = 0; round < roundsFor(context); round++) {
    if (seen?.authorization.status !== 'pending') return seen && isShared(seen.authorization) ? 'shared' : 'gone'
    const counted = await attempt(context, { ...seen, authorization: seen.authorization }, opener, subject, call)
    if (counted !== 'raced') return counted
    seen = await context.store.find(call, found.authorization.userCode)
  }
  throw new Error(
    'the store refused every attempt to count an account: `stores.authorizations.replace` breaks its laws',
  )
}

interface Pending extends Versioned {
  readonly authorization: PendingAuthorization
}

async function attempt(
  context: ServiceContext,
  seen: Pending,
  opener: OpenerDigest,
  subject: Subject,
  call: Call,
): Promise<'counted' | 'shared' | 'raced'> {
  const opening = open(seen.authorization, opener, context.policy, context.clock.now())
  if (opening.verdict === 'known') return 'counted'
  const { next } = opening
  const isDone = await writeUnlessLost({
    write: () => context.store.replace(call, seen, next),
    async isStored() {
      const stored = (await context.store.find(call, next.userCode))?.authorization
      if (stored?.status === 'pending') return stored.openedBy?.includes(opener) === true
      return stored?.status === 'denied' && next.status === 'denied' && stored.decidedAt === next.decidedAt
    },
  })
  if (!isDone) return 'raced'
  if (opening.verdict === 'counted') return 'counted'
  const { clientId, grantId } = next
  const { accounts } = opening
  context.emit({ type: 'userCodeShared', clientId, subject, grantId, accounts }, call)
  return 'shared'
}

function openerOf({ digester }: ServiceContext, { authorization }: Versioned, subject: Subject): OpenerDigest {
  return digester.digest('opener', JSON.stringify([authorization.grantId, subject])).slice(0, digestLength)
}

// A write can lose to each other account that is counted, and to polls that are too fast. The ceiling of the interval limits
// how often.
function roundsFor({ policy }: ServiceContext): number {
  return policy.accountsPerCode + Math.ceil(policy.intervalCeiling / policy.intervalGrowth) + 2
}
