import { sampleAuthorization, sampleLife } from '@devicegrant/testing'
import { describe, expect, it } from 'vitest'
import { defaultPolicy } from './policy.js'
import { judgePoll, type Poll, type PollVerdict } from './poll.js'
import { type Instant, minute, second } from './time.js'

/** Issued at 0:00 for ten minutes, with five seconds between polls; decided at 1:00; claimed at 1:05. */
const issuedAt = 1_767_225_600_789
const pending = sampleAuthorization(issuedAt)
const { approved, denied, claimed, redeemed } = sampleLife(pending)
const owner = { clientId: pending.clientId, dialect: pending.dialect }

/** Returns the moment `minutes:seconds` after the codes were issued. */
function at(time: string): Instant {
  const [minutes, seconds] = time.split(':').map(Number)
  return issuedAt + (minutes ?? 0) * minute + Math.round((seconds ?? 0) * second)
}

/** Returns the cells of a table, row by row. */
function table(text: string): string[][] {
  return text
    .trim()
    .split('\n')
    .map((row) => row.trim().split(/\s+/))
}

function judge(poll: Partial<Poll>): PollVerdict {
  const asked: Poll = { authorization: pending, previousPoll: undefined, presenter: owner, now: at('1:10'), ...poll }
  return judgePoll(asked, defaultPolicy)
}

describe('every record, presenter, moment and time between polls', () => {
  const [times = [], ...rows] = table(`
                1:10          9:59.999      10:00       19:59.999
    unknown     unknown       unknown       unknown     unknown
    pending     (distance)    (distance)    expired     expired
    approved    approved      approved      expired     expired
    denied      denied        denied        denied      denied
    claimed     redeeming     redeemed      redeemed    redeemed
    redeemed    replayable    redeemed      redeemed    redeemed
  `)
  const distances = table(`
    first       pending
    0           polledTooFast
    3999        polledTooFast
    4000        pending
    5000        pending
    300000      pending
  `)
  const records = new Map(Object.entries({ pending, approved, denied, claimed, redeemed }))

  const polls = rows.flatMap(([record = '', ...cells]) =>
    times.flatMap((time, column) =>
      distances.map(([distance, verdictByDistance]) => {
        const now = at(time)
        const previousPoll = distance === 'first' ? undefined : now - Number(distance)
        const verdict = cells[column] === '(distance)' ? verdictByDistance : cells[column]
        return { record, time, distance, verdict, poll: { authorization: records.get(record), now, previousPoll } }
      }),
    ),
  )

  it.each(polls)('$record at $time by its client, $distance ms after the last: $verdict', ({ poll, verdict }) => {
    expect(judge(poll).verdict).toBe(verdict)
  })

  it.each([
    ['another client', { ...owner, clientId: 'another-client' }],
    ['its client in another dialect', { ...owner, dialect: 'auth0' }],
    ['a client whose name differs in case', { ...owner, clientId: owner.clientId.toUpperCase() }],
    ['another client in another dialect', { clientId: 'another-client', dialect: 'auth0' }],
  ])('%s gets only the verdicts unknown and foreign', (_name, presenter) => {
    for (const { record, poll } of polls) {
      expect(judge({ ...poll, presenter }).verdict).toBe(record === 'unknown' ? 'unknown' : 'foreign')
    }
  })
})

describe('the code verifier, RFC 7636 §4.6', () => {
  const codeChallenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'
  const records = { pending, approved, denied, claimed, redeemed }
  const bound = Object.values(records).map((authorization) => ({ ...authorization, codeChallenge }))
  const moments = ['1:10', '9:59.999', '10:00', '19:59.999'].map(at)

  it.each([
    ['no verifier', owner],
    ['another one', { ...owner, codeChallenge: `F${codeChallenge.slice(1)}` }],
    ['one that differs at the end', { ...owner, codeChallenge: `${codeChallenge.slice(0, -1)}A` }],
    ['a shorter one', { ...owner, codeChallenge: codeChallenge.slice(0, -1) }],
    ['an empty one', { ...owner, codeChallenge: '' }],
  ])('PK02: a sender with %s hears unproven in every state', (_name, presenter) => {
    for (const authorization of bound) {
      for (const now of moments) expect(judge({ authorization, presenter, now }).verdict).toBe('unproven')
      const tooFast = { authorization, presenter, previousPoll: at('1:09') }
      expect(judge(tooFast)).toEqual({ verdict: 'unproven', authorization })
    }
  })

  it('PK04: a sender with a verifier hears unproven if the code has no challenge', () => {
    for (const authorization of Object.values(records)) {
      expect(judge({ authorization, presenter: { ...owner, codeChallenge } }).verdict).toBe('unproven')
    }
  })

  it('PK01: the sender with the verifier hears what it would hear without a challenge', () => {
    for (const [index, authorization] of Object.values(records).entries()) {
      for (const now of moments) {
        const proven = judge({ authorization: bound[index], presenter: { ...owner, codeChallenge }, now })
        expect(proven.verdict).toBe(judge({ authorization, now }).verdict)
      }
    }
  })

  it('another client hears foreign, with the verifier too', () => {
    for (const authorization of bound) {
      const presenter = { ...owner, clientId: 'another-client', codeChallenge }
      expect(judge({ authorization, presenter }).verdict).toBe('foreign')
    }
  })
})

describe('the number that the page shows, RFC 10027 §6.1.16', () => {
  const needing = { ...approved, needsNumber: true } as const

  it('XD05: is needed after the approval, and nothing else changes', () => {
    expect(judge({ authorization: needing })).toEqual({ verdict: 'numberMissing', interval: needing.interval })
    expect(judge({ authorization: needing, isNumberRight: true })).toEqual({
      verdict: 'approved',
      authorization: needing,
    })
    for (const isNumberRight of [undefined, true, false]) {
      for (const record of [pending, denied, claimed, redeemed]) {
        const authorization = { ...record, needsNumber: true } as const
        expect(judge({ authorization, isNumberRight }).verdict).toBe(judge({ authorization: record }).verdict)
      }
      expect(judge({ authorization: approved, isNumberRight })).toEqual({
        verdict: 'approved',
        authorization: approved,
      })
      expect(judge({ authorization: needing, isNumberRight, now: at('10:00') }).verdict).toBe('expired')
    }
  })

  it('XD05: is counted when it is wrong, and denies the third time', () => {
    const once = judge({ authorization: needing, isNumberRight: false })
    expect(once).toEqual({ verdict: 'numberWrong', authorization: needing, next: { ...needing, wrongNumbers: 1 } })
    const twice = judge({ authorization: { ...needing, wrongNumbers: 1 }, isNumberRight: false })
    expect(twice).toMatchObject({ next: { status: 'approved', wrongNumbers: 2 } })
    const third = judge({ authorization: { ...needing, wrongNumbers: 2 }, isNumberRight: false })
    expect(third).toMatchObject({ next: { status: 'denied', subject: needing.subject, decidedAt: at('1:10') } })
    if (third.verdict !== 'numberWrong') throw new Error('unreachable')
    expect(third.next.forgetAt).toBeGreaterThanOrEqual(needing.forgetAt)
    for (const member of ['wrongNumbers', 'grantedScope', 'authenticatedAt'])
      expect(third.next).not.toHaveProperty(member)
  })

  it('is right after two wrong ones', () => {
    const authorization = { ...needing, wrongNumbers: 2 }
    expect(judge({ authorization, isNumberRight: true }).verdict).toBe('approved')
  })
})

describe('the order of verdicts, if several apply', () => {
  const tooFast = { now: at('1:10'), previousPoll: at('1:09') }
  const tooLate = { now: at('10:00'), previousPoll: at('9:50') }
  const stranger = { clientId: 'another-client', dialect: 'auth0' }

  it.each([
    ['foreign before redeemed', { authorization: redeemed, presenter: stranger, now: at('5:00') }, 'foreign'],
    ['foreign before replayable', { authorization: redeemed, presenter: stranger }, 'foreign'],
    ['foreign before redeeming', { authorization: claimed, presenter: stranger }, 'foreign'],
    ['foreign before expired', { ...tooLate, presenter: stranger }, 'foreign'],
    ['foreign before denied', { authorization: denied, presenter: stranger }, 'foreign'],
    ['foreign before approved', { authorization: approved, presenter: stranger }, 'foreign'],
    ['foreign before polledTooFast', { ...tooFast, presenter: stranger }, 'foreign'],
    ['redeemed before expired', { ...tooLate, authorization: redeemed }, 'redeemed'],
    ['redeemed before polledTooFast', { ...tooFast, authorization: redeemed }, 'replayable'],
    ['expired before approved', { ...tooLate, authorization: approved }, 'expired'],
    ['expired before polledTooFast', { now: at('10:00'), previousPoll: at('9:59') }, 'expired'],
    ['denied before polledTooFast', { ...tooFast, authorization: denied }, 'denied'],
    ['approved before polledTooFast', { ...tooFast, authorization: approved }, 'approved'],
    ['polledTooFast before pending', tooFast, 'polledTooFast'],
  ])('%s', (_order, poll, verdict) => {
    expect(judge(poll).verdict).toBe(verdict)
  })

  it('a denial does not expire, because it is an end already', () => {
    expect(judge({ ...tooLate, authorization: denied }).verdict).toBe('denied')
  })
})

describe('boundaries, to the millisecond', () => {
  const approvedAt = (time: string, interval = 5 * second) => ({ ...approved, decidedAt: at(time), interval })

  it.each([
    // record, the last moment of one verdict, the first moment of the next
    ['pending', pending, '9:59.999', 'pending', '10:00', 'expired'],
    ['approved long before expiry', approvedAt('1:00'), '9:59.999', 'approved', '10:00', 'expired'],
    ['approved two intervals before expiry', approvedAt('9:50'), '9:59.999', 'approved', '10:00', 'expired'],
    ['approved a moment later', approvedAt('9:50.001'), '10:00', 'approved', '10:00.001', 'expired'],
    ['approved at the last moment', approvedAt('9:59.999'), '10:09.998', 'approved', '10:09.999', 'expired'],
    [
      'approved at the last moment, with a long interval',
      approvedAt('9:59.999', 60_000),
      '11:59.998',
      'approved',
      '11:59.999',
      'expired',
    ],
    ['claimed', claimed, '1:34.999', 'redeeming', '1:35', 'redeemed'],
    ['redeemed', redeemed, '1:34.999', 'replayable', '1:35', 'redeemed'],
  ])('%s', (_name, authorization, last, verdict, first, nextVerdict) => {
    expect(judge({ authorization, now: at(last) }).verdict).toBe(verdict)
    expect(judge({ authorization, now: at(first) }).verdict).toBe(nextVerdict)
  })

  it.each([
    // interval, the longest time between polls that is too fast, the shortest that is not
    [1_000, 799, 800],
    [2_500, 1_999, 2_000],
    [5_000, 3_999, 4_000],
    [10_000, 8_999, 9_000],
    [60_000, 58_999, 59_000],
  ])('an interval of %i ms: %i ms is too fast, %i ms is not', (interval, tooFast, enough) => {
    const authorization = { ...pending, interval }
    const now = at('5:00')
    expect(judge({ authorization, now, previousPoll: now - tooFast }).verdict).toBe('polledTooFast')
    expect(judge({ authorization, now, previousPoll: now - enough }).verdict).toBe('pending')
    // Two polls at once may be stamped in either order. A stamp further in the future is from a clock that was set
    // back.
    expect(judge({ authorization, now, previousPoll: now + tooFast }).verdict).toBe('polledTooFast')
    expect(judge({ authorization, now, previousPoll: now + enough }).verdict).toBe('pending')
  })

  it('without an interval nothing is too fast', () => {
    const now = at('5:00')
    expect(judge({ authorization: { ...pending, interval: 0 }, now, previousPoll: now }).verdict).toBe('pending')
  })

  it.each([
    [5 * second, 30 * second],
    [15 * second, 30 * second],
    [16 * second, 32 * second],
    [60 * second, 120 * second],
  ])('with an interval of %i ms the response is given again for %i ms', (interval, window) => {
    const authorization = { ...redeemed, interval }
    const judgeAt = (now: Instant) => judge({ authorization, now }).verdict
    expect(judgeAt(redeemed.redeemedAt + window - 1)).toBe('replayable')
    expect(judgeAt(redeemed.redeemedAt + window)).toBe('redeemed')
    // A claim without a response has nothing to give: other processes wait for it as long as before.
    const claim = { ...claimed, interval }
    expect(judge({ authorization: claim, now: claimed.redeemedAt + 30 * second - 1 }).verdict).toBe('redeeming')
    expect(judge({ authorization: claim, now: claimed.redeemedAt + 30 * second }).verdict).toBe('redeemed')
  })

  it('without a replay window the verdict is redeemed at once', () => {
    const poll: Poll = { authorization: redeemed, previousPoll: undefined, presenter: owner, now: redeemed.redeemedAt }
    expect(judgePoll(poll, { ...defaultPolicy, replayWindow: 0 }).verdict).toBe('redeemed')
  })
})

describe('the members of the verdicts', () => {
  it.each([
    [5_000, 10_000],
    [55_000, 60_000],
    [60_000, 60_000],
  ])('polledTooFast changes an interval of %i ms to %i ms, and nothing else', (interval, grown) => {
    const authorization = { ...pending, interval }
    expect(judge({ authorization, previousPoll: at('1:10') })).toEqual({
      verdict: 'polledTooFast',
      authorization,
      next: { ...pending, interval: grown },
      interval: grown,
    })
  })

  it('replayable has the sealed response', () => {
    expect(judge({ authorization: redeemed })).toEqual({
      verdict: 'replayable',
      authorization: redeemed,
      response: redeemed.response,
    })
  })

  it.each([
    ['never polled before', pending, undefined, true],
    ['polled just before expiry', pending, '9:59.999', true],
    ['polled at expiry', pending, '10:00', false],
    ['an approval polled just before expiry', approved, '9:59.999', true],
    ['an approval polled at expiry', approved, '10:00', false],
    ['a late approval polled before its own end', { ...approved, decidedAt: at('9:59') }, '10:08.999', true],
    ['a late approval polled at its own end', { ...approved, decidedAt: at('9:59') }, '10:09', false],
  ])('expired is the first time: %s', (_name, authorization, previous, firstTime) => {
    const previousPoll = previous === undefined ? undefined : at(previous)
    expect(judge({ authorization, previousPoll, now: at('10:30') })).toEqual({
      verdict: 'expired',
      authorization,
      firstTime,
    })
  })
})
