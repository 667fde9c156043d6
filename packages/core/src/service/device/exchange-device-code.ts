import { judgePoll, type PollVerdict, type Presenter } from '../../machine/poll.js'
import type { Instant } from '../../machine/time.js'
import type { Client } from '../../ports/client-registry.js'
import type { DialectTerms, ExchangeDeviceCode } from '../../protocol/command.js'
import type { Outcome } from '../../protocol/outcome.js'
import { isProblem, type Problem } from '../../protocol/problem.js'
import type { Call } from '../call/call.js'
import type { ServiceContext } from '../call/context.js'
import { authorizePoll } from '../client/authenticate-client.js'
import { refuseUnknownCode } from '../limits/unknown-limits.js'
import { proofRequired } from '../proofs/refuse-unproven.js'
import { type ProofOfRequest, proofOfRequest } from '../proofs/use-proof.js'
import { findUnproven, refuseVerifier, withVerifier } from './checks/code-verifier.js'
import { refuseUnbound, refuseUnknown } from './checks/refuse-unknown.js'
import { countWrongNumber, isNumberRight } from './checks/verification-number.js'
import { bindingTo } from './code-binding.js'
import { type ReadDeviceCode, readDeviceCode } from './codes.js'
import { ends, numberMissing, pending } from './poll-problems.js'
import { redeem } from './redeem.js'
import { isSettled, replay } from './replay.js'
import { slowDown } from './slow-down.js'

// Every round but the last ends because another request changed the record of this code. The limit matters only for a
// store that breaks its laws.
const rounds = 100

type Response = Outcome<'exchangeDeviceCode'>

/** One poll, with everything that the functions below need. */
interface Poll {
  readonly context: ServiceContext
  readonly command: ExchangeDeviceCode
  readonly terms: DialectTerms
  readonly client: Client
  /** The response if this client has no such code. Absent if it is the usual one. */
  readonly refusal: Problem | undefined
  readonly presenter: Presenter
  readonly code: ReadDeviceCode
  /** Uses up the proof of the request. Absent without a proof. */
  readonly prove: ProofOfRequest | undefined
  readonly call: Call
}

/** Answers one poll, RFC 8628 §3.4 and §3.5. A poll of a pending code costs one store call. */
export async function exchangeDeviceCode(
  context: ServiceContext,
  command: ExchangeDeviceCode,
  terms: DialectTerms,
  call: Call,
): Promise<Response> {
  const polling = await authorizePoll(context, command.client, call)
  if (isProblem(polling)) return polling
  const { client, refusal } = polling
  const holder: Presenter = { clientId: client.clientId, dialect: terms.dialect }
  const { key, codeVerifier, verificationNumber } = command
  const presenter = codeVerifier === undefined ? holder : withVerifier(holder, codeVerifier)
  if (key === undefined && client.dpop === 'required') return refusal ?? proofRequired
  const presented = codeVerifier === undefined ? key : bindingTo(key?.jkt, presenter.codeChallenge)
  const code = readDeviceCode(context.digester, command.deviceCode, presenter, presented)
  // No device code of this server has another form, so the store is not asked.
  if (code === undefined) return refusal ?? refuseUnknownCode(context, call)
  if (code === 'keyMissing') return refusal ?? refuseUnbound(context, 'missing', client, call)
  // RFC 9700 §4.8.2: a code without a challenge takes no verifier.
  if (code === 'challengeMissing' || (codeVerifier !== undefined && !code.isBoundToChallenge)) {
    return refusal ?? (await findUnproven(context, command, presenter, call)) ?? refuseUnknownCode(context, call)
  }
  const prove = proofOfRequest(context, key, client.clientId, call)
  const poll = { context, command, terms, client, refusal, presenter, code, prove, call }
  const { startGrace = 0 } = terms
  let previousPoll: Instant | undefined
  for (let round = 0; round < rounds; round++) {
    const now = context.clock.now()
    const polled = await context.store.recordPoll(call, code.userCode, code.deviceCode, now)
    // One request counts as one poll, also if it reads the record several times.
    if (round === 0) previousPoll = polled?.previousPoll
    const { authorization, revision } = polled ?? absent
    const asked = { authorization, previousPoll, presenter, now, startGrace }
    const judged =
      verificationNumber === undefined
        ? asked
        : { ...asked, isNumberRight: isNumberRight(context.digester, authorization, verificationNumber) }
    const verdict = judgePoll(judged, context.policy)
    const response = await respondTo(poll, verdict, revision)
    if (response !== 'again') return response
  }
  throw new Error(
    `a redemption never settled in the store (${rounds} attempts): \`stores.authorizations.recordPoll\` or \`stores.authorizations.replace\` breaks its laws`,
  )
}

const absent = { authorization: undefined, revision: 0 }

type VerdictOf<Word extends PollVerdict['verdict']> = Extract<PollVerdict, { readonly verdict: Word }>

/** Returns the response to a verdict, or `again` if the record has changed and must be read again. */
function respondTo(poll: Poll, verdict: PollVerdict, revision: number): Response | Promise<Response | 'again'> {
  switch (verdict.verdict) {
    case 'approved':
      return redeemOnce(poll, verdict, revision)
    case 'redeeming':
    case 'redeemed':
      return waitForTokens(poll, verdict, revision)
    case 'replayable':
      return giveAgain(poll, verdict, revision)
    case 'polledTooFast':
      return slowDown(poll.context, verdict, revision, poll.call)
    case 'pending':
      return pending(verdict.interval)
    case 'expired':
      return expire(poll, verdict, revision)
    case 'numberMissing':
      return numberMissing(verdict.interval)
    case 'numberWrong':
      return refuseNumber(poll, verdict, revision)
    case 'unproven':
      return refuseVerifier(poll.context, verdict.authorization, poll.call)
    case 'unknown':
    case 'foreign':
      return refuseUnknown(poll)
    default:
      return end(poll, verdict)
  }
}

async function redeemOnce(
  { context, command, terms, client, code, prove, call }: Poll,
  { authorization }: VerdictOf<'approved'>,
  revision: number,
): Promise<Response | 'again'> {
  const work = async () =>
    (await prove?.()) ?? redeem(context, { authorization, revision }, client, command, terms, call)
  const response = await context.redemptions.once(code.deviceCode, work, call.budget)
  return response === 'elsewhere' ? 'again' : response
}

// A wrong number counts against the approval, so a used proof must not count again.
async function refuseNumber(
  { context, prove, call }: Poll,
  verdict: VerdictOf<'numberWrong'>,
  revision: number,
): Promise<Problem | 'again'> {
  return (await prove?.()) ?? countWrongNumber(context, verdict, revision, call)
}

// A code counts as redeemed only when its tokens exist, however long that takes.
async function waitForTokens(
  poll: Poll,
  verdict: VerdictOf<'redeeming' | 'redeemed'>,
  revision: number,
): Promise<Response | 'again'> {
  const { context, code, call } = poll
  if (await context.redemptions.settled(code.deviceCode, call.budget)) return 'again'
  if (await context.abandoned.release({ authorization: verdict.authorization, revision }, call)) return 'again'
  return verdict.verdict === 'redeeming' ? pending(verdict.authorization.interval) : end(poll, verdict)
}

// Of many replays in this process, one settles the redemption, and the others read the record again.
async function giveAgain(
  { context, command, code, prove, call }: Poll,
  { authorization, response: sealed }: VerdictOf<'replayable'>,
  revision: number,
): Promise<Response | 'again'> {
  const work = async () =>
    (await prove?.()) ?? replay(context, { authorization, response: sealed, revision }, command, call)
  const response = isSettled(context, authorization)
    ? await work()
    : await context.redemptions.once(code.deviceCode, work, call.budget)
  if (response === 'elsewhere') return 'again'
  return response === 'ended' ? ends.redeemed : response
}

// A decision or a claim that was judged before the expiry may still be on its way to the store. This write changes the
// revision, so that other write fails and reads again: after `expired_token` there are never tokens.
async function expire(poll: Poll, verdict: VerdictOf<'expired'>, revision: number): Promise<Problem | 'again'> {
  const { context, call } = poll
  const { authorization } = verdict
  const isWritten = await context.store.replace(call, { authorization, revision }, authorization)
  return isWritten ? end(poll, verdict) : 'again'
}

type End = VerdictOf<'redeemed' | 'expired' | 'denied'>

function end({ context, presenter, call }: Poll, verdict: End): Problem {
  emitEnd(context, verdict, presenter.clientId, call)
  return ends[verdict.verdict]
}

function emitEnd(context: ServiceContext, end: End, clientId: string, call: Call): void {
  switch (end.verdict) {
    case 'redeemed': {
      const { subject, grantId } = end.authorization
      return context.emit({ type: 'deviceCodeReplayed', answered: false, clientId, subject, grantId }, call)
    }
    case 'expired':
      if (!end.firstTime) return
      return context.emit({ type: 'authorizationExpired', clientId, grantId: end.authorization.grantId }, call)
    case 'denied':
      return
  }
}
