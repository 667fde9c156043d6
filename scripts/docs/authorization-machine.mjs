// The states of a device authorization, and what leads from one to another, as the functions of core's machine have it.

import { checkFunctions, explore } from './exploration.mjs'

const second = 1_000
const used = ['begin', 'decide', 'denyShared', 'withdraw', 'judgePoll', 'claim', 'complete', 'settle', 'release']
const helpers = ['endOf', 'hasExpired', 'isShared']

/** `machine` has the modules of core: authorization, decision, poll, redemption and policy. */
export function exploreAuthorization({ authorization, decision, poll, redemption, policy }) {
  checkFunctions([authorization, decision, poll, redemption], [...used, ...helpers])
  const rules = policy.defaultPolicy
  const presenter = { clientId: 'client', dialect: 'rfc8628' }

  const stateOf = ({ record, now }) => {
    if (now >= record.forgetAt) return 'forgotten'
    const isExpired = authorization.hasExpired(record, now)
    if (record.status === 'pending') return isExpired ? 'expired' : 'pending'
    if (record.status === 'approved') return isExpired ? 'approved, expired' : 'approved'
    if (record.status === 'denied') return decision.isShared(record) ? 'denied, shared' : 'denied'
    if (now >= record.redeemedAt + rules.replayWindow) return 'redeemed, over'
    if (record.response === undefined) return 'redeemed, without a response'
    return record.settled ? 'redeemed, settled' : 'redeemed, with a response'
  }

  const judge = (position, previousPoll, by = presenter) => {
    const found = exists(position) ? position.record : undefined
    return poll.judgePoll({ authorization: found, previousPoll, presenter: by, now: position.now }, rules)
  }
  const polled = (position, previousPoll, by) => {
    const { verdict, next } = judge(position, previousPoll, by)
    return { verdict, next: next && { record: next } }
  }
  const decided = (position, choice, ticket) => {
    const proof = { choice, subject: 'person', authenticatedAt: position.now, checkedAt: position.now, ticket }
    const { verdict, next } = decision.decide(position.record, proof, rules, position.now)
    return { verdict, next: next && { record: next } }
  }
  // What the service does after a verdict on a poll.
  const after = (verdicts, change) => (position) => {
    if (!exists(position)) return undefined
    const { verdict } = judge(position)
    return verdicts.includes(verdict) ? { next: { record: change(position) } } : undefined
  }
  const unsettled = (run) => (position) => (position.record?.settled ? undefined : run(position))
  const existing = (run) => (position) => (exists(position) ? run(position) : undefined)

  const inputs = [
    {
      text: 'the device starts',
      name: 'begin',
      run: ({ state, now }) =>
        state === 'none' ? { next: { record: authorization.begin(sample, rules, now) } } : undefined,
    },
    {
      text: 'the person approves',
      name: 'decide',
      isAsked: true,
      run: existing((at) => decided(at, 'approve', 'ticket')),
    },
    { text: 'the person denies', name: 'decide', isAsked: true, run: existing((at) => decided(at, 'deny', 'ticket')) },
    {
      text: 'another ticket approves',
      name: 'decide',
      isAsked: true,
      isHidden: true,
      run: existing((at) => decided(at, 'approve', 'other')),
    },
    {
      text: 'too many accounts open it',
      name: 'denyShared',
      run: after(['pending'], ({ record, now }) => decision.denyShared(record, rules, now)),
    },
    { text: 'the device polls', name: 'judgePoll', isAsked: true, run: (at) => polled(at) },
    { text: 'it polls too fast', name: 'judgePoll', isAsked: true, run: (at) => polled(at, at.now - second) },
    {
      text: 'another client polls',
      name: 'judgePoll',
      isAsked: true,
      run: (at) => polled(at, undefined, { ...presenter, clientId: 'other' }),
    },
    {
      text: 'it polls with a wrong code verifier',
      name: 'judgePoll',
      isAsked: true,
      run: (at) => polled(at, undefined, { ...presenter, codeChallenge: 'other' }),
    },
    {
      text: 'a poll claims it',
      name: 'claim',
      run: after(['approved'], ({ record, now }) => redemption.claim(record, 'attempt', rules, now)),
    },
    {
      text: 'the account may no longer sign in',
      name: 'withdraw',
      run: after(['approved'], ({ record, now }) => decision.withdraw(record, rules, now)),
    },
    {
      text: 'the tokens are made',
      name: 'complete',
      run: after(['redeeming'], ({ record }) => redemption.complete(record, 'sealed')),
    },
    {
      text: 'the response is given again',
      name: 'settle',
      run: unsettled(after(['replayable'], ({ record }) => redemption.settle(record))),
    },
    {
      text: 'the redemption fails',
      name: 'release',
      run: unsettled(after(['redeeming', 'replayable'], ({ record }) => redemption.release(record))),
    },
    { text: 'time passes', name: 'time', run: existing((at) => timePasses(at, { authorization, rules })) },
  ]
  return explore({ state: 'none', now: 0 }, inputs, stateOf)
}

/** The next moment at which a record is judged in another way, and why. */
function timePasses({ record, now }, { authorization, rules }) {
  const isOpen = record.status === 'pending' || record.status === 'approved'
  const moments = [
    { at: record.forgetAt, text: 'the store forgets it' },
    ...(isOpen ? [{ at: authorization.endOf(record), text: 'the codes expire' }] : []),
    ...(record.status === 'redeemed'
      ? [{ at: record.redeemedAt + rules.replayWindow, text: 'the replay window ends' }]
      : []),
  ]
  const [first] = moments.filter(({ at }) => at > now).toSorted((one, other) => one.at - other.at)
  return { text: first.text, next: { now: first.at } }
}

function exists({ state }) {
  return state !== 'none' && state !== 'forgotten'
}

const sample = {
  deviceCode: 'deviceCode',
  userCode: 'userCode',
  grantId: 'grant',
  dialect: 'rfc8628',
  clientId: 'client',
  scope: ['read'],
  resources: [],
  requester: {},
}
