import type { PendingAuthorization, Requester } from '../../machine/authorization.js'
import { judgePoll, type PollVerdict } from '../../machine/poll.js'
import type { Duration, Instant } from '../../machine/time.js'
import type { Versioned } from '../../ports/authorization-store.js'
import type { DialectTerms, ExchangeDeviceCode } from '../../protocol/command.js'
import type { Outcome } from '../../protocol/outcome.js'
import { isProblem, type Problem, problem } from '../../protocol/problem.js'
import type { ServiceContext } from '../call/context.js'
import type { SingleFlight } from '../call/single-flight.js'
import { authorizeClient } from '../client/authenticate-client.js'
import { digestDeviceCode } from './codes.js'
import { redeem, releaseAbandoned, replay } from './redeem.js'

// Every round but the last ends because another request changed the record of this code. The limit matters only for a
// store that breaks its laws.
const rounds = 100

/** Answers one poll, RFC 8628 §3.4 and §3.5. A poll of a pending code costs one store call. */
export async function exchangeDeviceCode(
  context: ServiceContext,
  redemptions: SingleFlight,
  command: ExchangeDeviceCode,
  terms: DialectTerms,
  requester: Requester,
): Promise<Outcome<'exchangeDeviceCode'>> {
  const client = await authorizeClient(context, command.client, 'device_code', requester)
  if (isProblem(client)) return client
  const presenter = { clientId: client.clientId, dialect: terms.dialect }
  const deviceCode = digestDeviceCode(context.digester, command.deviceCode, presenter)
  let previousPoll: Instant | undefined
  for (let round = 0; round < rounds; round++) {
    const now = context.clock.now()
    const polled = await context.store.recordPoll(deviceCode, now)
    // One request counts as one poll, also if it reads the record several times.
    if (round === 0) previousPoll = polled?.previousPoll
    const { authorization, revision } = polled ?? absent
    const verdict = judgePoll({ authorization, previousPoll, presenter, now }, context.policy)
    switch (verdict.verdict) {
      case 'approved': {
        const seen = { authorization: verdict.authorization, revision }
        const work = () => redeem(context, seen, client, command, terms, requester)
        const outcome = await redemptions.once(deviceCode, work, context.waitFor)
        if (outcome === 'elsewhere') continue
        return outcome
      }
      case 'redeeming':
      case 'redeemed':
        // A code counts as redeemed only when its tokens exist, however long that takes.
        if (await redemptions.settled(deviceCode, context.waitFor)) continue
        if (await releaseAbandoned(context, { authorization: verdict.authorization, revision })) continue
        if (verdict.verdict === 'redeeming') return pending
        emitEnd(context, verdict, presenter.clientId, requester)
        return endOf(verdict)
      case 'replayable': {
        const response = await replay(context, verdict, command, requester)
        return response === 'ended' ? endOf({ ...verdict, verdict: 'redeemed' }) : response
      }
      case 'polledTooFast':
        await lengthenInterval(context, { authorization: verdict.authorization, revision }, verdict.next)
        return tooFast(verdict.interval)
      case 'pending':
        return pending
      case 'expired': {
        // A decision or a claim that was judged before the expiry may still be on its way to the store. This write
        // changes the revision, so that other write fails and reads again: after `expired_token` there are never
        // tokens.
        const seen = { authorization: verdict.authorization, revision }
        if (!(await context.store.replace(seen, seen.authorization))) continue
        emitEnd(context, verdict, presenter.clientId, requester)
        return endOf(verdict)
      }
      default:
        emitEnd(context, verdict, presenter.clientId, requester)
        return endOf(verdict)
    }
  }
  throw new Error(
    `a redemption never settled in the store (${rounds} attempts): its \`recordPoll\` or \`replace\` breaks its laws`,
  )
}

const absent = { authorization: undefined, revision: 0 }

type End = Extract<PollVerdict, { verdict: 'unknown' | 'foreign' | 'redeemed' | 'expired' | 'denied' }>

// RFC 8628 §3.5: these end the polling. `unknown` and `foreign` have the same text, so that a foreign client learns
// nothing. Only the client of the code can reach `redeemed`.
function endOf({ verdict }: End): Problem {
  switch (verdict) {
    case 'unknown':
    case 'foreign':
      return problem('invalidGrant', 'The device code is not valid.')
    case 'redeemed':
      return problem('invalidGrant', 'The device code has already been redeemed.')
    case 'expired':
      return problem('expiredToken', 'The device code has expired. Start again.')
    case 'denied':
      return problem('accessDenied', 'The authorization was denied.')
  }
}

const pending = problem('authorizationPending', 'The authorization is still pending. Poll again.')

function tooFast(interval: Duration): Problem {
  return problem('slowDown', 'Polled too fast. The interval has grown.', { interval, retryAfter: interval })
}

function emitEnd(context: ServiceContext, end: End, clientId: string, requester: Requester): void {
  switch (end.verdict) {
    case 'redeemed': {
      const { subject, grantId } = end.authorization
      return context.emit({ type: 'deviceCodeReplayed', answered: false, clientId, subject, grantId }, requester)
    }
    case 'expired':
      if (!end.firstTime) return
      return context.emit({ type: 'authorizationExpired', clientId, grantId: end.authorization.grantId }, requester)
    case 'unknown':
    case 'foreign':
    case 'denied':
      return
  }
}

// If an approval wins the race, the interval no longer matters. A failing store is reported and fails the next poll.
async function lengthenInterval(context: ServiceContext, seen: Versioned, next: PendingAuthorization): Promise<void> {
  if (next.interval === seen.authorization.interval) return
  try {
    await context.store.replace(seen, next)
  } catch (fault) {
    context.report(fault, 'lengthening the interval of a device that polls too fast')
  }
}
