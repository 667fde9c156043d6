// The states of a token family, and what leads from one to another, as the functions of core's machine have it.

import { checkFunctions, explore } from './exploration.mjs'

const minute = 60_000
const used = ['beginFamily', 'rotate', 'touch', 'endFamily', 'isInUse', 'judgeRefresh']
const helpers = ['isRefreshable', 'hasRefreshExpired', 'refreshEndOf', 'isReplayable', 'isRevoked']

/** `machine` has the modules of core: tokenFamily, refresh and policy. `reasons` are the words of `EndReason`. */
export function exploreFamily({ tokenFamily, refresh, policy }, reasons) {
  checkFunctions([tokenFamily, refresh], [...used, ...helpers])
  const rules = policy.defaultPolicy
  const presenter = { clientId: 'client', dialect: 'rfc8628' }
  const accessLifetime = 10 * minute

  const stateOf = ({ record, now }) => {
    if (now >= record.forgetAt) return 'forgotten'
    if (record.status === 'ended') return 'ended'
    if (!tokenFamily.isInUse(record, rules, now)) return 'unused'
    if (!tokenFamily.isRefreshable(record)) return 'live, access token only'
    const isKept = record.rotation.spent.some((spent) => tokenFamily.isReplayable(spent, rules, now))
    return isKept ? 'live, last response kept' : 'live'
  }

  const judge = (position, token, by = presenter) => {
    const family = exists(position) ? position.record : undefined
    return refresh.judgeRefresh({ family, token, presenter: by, now: position.now }, rules).verdict
  }
  const currentOf = ({ record }) => record?.rotation?.current ?? 'token 1'
  const existing = (run) => (position) => (exists(position) ? run(position) : undefined)
  const begun = (text, refreshToken) => ({
    text,
    name: 'beginFamily',
    run: ({ state, now }) =>
      state === 'none'
        ? {
            next: {
              record: tokenFamily.beginFamily(
                sample,
                { accessLifetime, ...(refreshToken && { refreshToken }) },
                rules,
                now,
              ),
            },
          }
        : undefined,
  })
  // What the service does with the current refresh token.
  const afterCurrent = (change) =>
    existing((position) =>
      judge(position, currentOf(position)) === 'current' ? { next: { record: change(position) } } : undefined,
    )
  const ended = (text, reason, isPossible) => ({
    text,
    name: 'endFamily',
    run: existing((position) => {
      const { record, now } = position
      if (!isPossible(position)) return undefined
      return { next: { record: tokenFamily.endFamily(record, reason, now) } }
    }),
  })
  const isLive = ({ record, now }) => tokenFamily.isInUse(record, rules, now)
  const spentToken = 'token 0'

  const inputs = [
    begun('a grant with a refresh token', 'token 1'),
    begun('a grant without one'),
    {
      text: 'the current refresh token',
      name: 'judgeRefresh',
      isAsked: true,
      run: (at) => ({ verdict: judge(at, currentOf(at)) }),
    },
    {
      text: 'the one before it',
      name: 'judgeRefresh',
      isAsked: true,
      run: (at) => ({ verdict: judge(at, before(at)) }),
    },
    {
      text: 'an older or unknown one',
      name: 'judgeRefresh',
      isAsked: true,
      run: (at) => ({ verdict: judge(at, spentToken) }),
    },
    {
      text: 'that of another client',
      name: 'judgeRefresh',
      isAsked: true,
      run: (at) => ({ verdict: judge(at, currentOf(at), { ...presenter, clientId: 'other' }) }),
    },
    {
      text: 'the client refreshes',
      name: 'rotate',
      run: afterCurrent((at) => {
        const next = `token ${Number(currentOf(at).split(' ')[1]) + 1}`
        return tokenFamily.rotate(at.record, { next, response: 'sealed', accessLifetime }, rules, at.now)
      }),
    },
    {
      text: 'it refreshes and keeps its token',
      name: 'touch',
      run: afterCurrent(({ record, now }) => tokenFamily.touch(record, accessLifetime, now + minute)),
    },
    ended('a spent refresh token comes back', 'refreshTokenReused', (at) => judge(at, spentToken) === 'reused'),
    ...reasons.filter((reason) => reason !== 'refreshTokenReused').map((reason) => ended(reason, reason, isLive)),
    { text: 'time passes', name: 'time', run: existing((at) => timePasses(at, { tokenFamily, rules })) },
  ]
  return explore({ state: 'none', now: 0 }, inputs, stateOf)
}

function before({ record }) {
  return record?.rotation?.spent[0]?.token ?? 'token 0'
}

/** The next moment at which a family is judged in another way, and why. */
function timePasses({ record, now }, { tokenFamily, rules }) {
  const moments = [{ at: record.forgetAt, text: 'the store forgets it' }]
  if (record.status === 'live') {
    const refreshEnd = tokenFamily.isRefreshable(record) ? tokenFamily.refreshEndOf(record, rules) : 0
    moments.push({ at: Math.max(record.accessUntil, refreshEnd), text: 'the last token expires' })
    for (const { spentAt } of record.rotation?.spent ?? []) {
      moments.push({ at: spentAt + rules.refreshReplayWindow, text: 'the replay window ends' })
    }
  }
  const [first] = moments.filter(({ at }) => at > now).toSorted((one, other) => one.at - other.at)
  return { text: first.text, next: { now: first.at } }
}

function exists({ state }) {
  return state !== 'none' && state !== 'forgotten'
}

const sample = {
  grantId: 'grant',
  origin: 'deviceCode',
  dialect: 'rfc8628',
  clientId: 'client',
  subject: 'person',
  scope: ['read', 'offline_access'],
  resources: [],
  requester: {},
  authenticatedAt: 0,
  grantedAt: 0,
}
