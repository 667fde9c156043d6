import { isStricter } from '../../machine/limits/limit-rules.js'
import type { Viewer } from '../../protocol/interaction.js'
import type { Call } from '../call/call.js'
import type { ServiceContext } from '../call/context.js'
import type { Lane, Refused, Reserved } from '../call/limiting.js'
import { addressLanes, rateLane } from './lanes.js'

/** A guess that is refused, until then or until its person has passed the challenge. */
export interface RefusedGuess extends Refused {
  readonly challengeUri?: string
}

/**
 * Counts a guess of a user code before it is looked up (RFC 8628 §5.1). When all accounts together have no guess left, an
 * account that has not failed lately still has one: an attacker cannot shut out the people who type their own code.
 */
export async function reserveGuess(
  context: ServiceContext,
  viewer: Viewer,
  call: Call,
): Promise<Reserved | RefusedGuess> {
  const { subject, sessionId } = viewer
  const guess = await countGuess(context, viewer, call)
  const passedLanes = lanesOfPassed(context, viewer)
  // No person solves a challenge that leads to the next refusal.
  if (guess.granted || context.limiter.isRefusing('challenge', passedLanes)) return guess
  const asked = { surface: 'userCode', subject, sessionId, because: guess.lanes } as const
  const verdict = await context.challenges.ask(call, asked)
  if (verdict === 'pass') return context.limiter.reserve(call, 'challenge', passedLanes)
  return verdict === 'refuse' ? guess : { ...guess, challengeUri: verdict.location }
}

/**
 * Returns the lanes of guesses after a passed challenge. They are as large as those before, so that a price for challenges
 * never buys more than twice as many guesses, of one account and of all together.
 */
function lanesOfPassed({ limits }: ServiceContext, { subject }: Viewer): readonly Lane[] {
  const { perAccountAndDay, all } = limits.userCodes
  return [rateLane('accountAndDay', subject, perAccountAndDay), rateLane('all', '', all)]
}

async function countGuess(
  { limiter, limits }: ServiceContext,
  { subject, sessionId }: Viewer,
  call: Call,
): Promise<Reserved | Refused> {
  const { perSession, perAccount, perAccountAndDay, perAddress, all } = limits.userCodes
  const ownLanes = [
    // Otherwise the account refuses each guess that its session would refuse.
    ...(isStricter(perSession, perAccount) ? [rateLane('session', sessionId, perSession)] : []),
    rateLane('account', subject, perAccount),
    rateLane('accountAndDay', subject, perAccountAndDay),
    ...addressLanes(call, perAddress),
  ]
  const guess = await limiter.reserve(call, 'userCode', [...ownLanes, rateLane('all', '', all)])
  if (guess.granted || guess.lanes.some((lane) => lane !== 'all')) return guess
  const own = await limiter.reserve(call, 'userCode', ownLanes)
  if (!own.granted || own.usedIn('account') <= 1) return own
  await own.refund()
  return guess
}
