import { sampleAuthorization, sampleLife } from '@devicegrant/testing'
import { describe, expect, it } from 'vitest'
import type { ApprovedAuthorization } from './authorization.js'
import { type Decision, type DecisionVerdict, decide, withdraw } from './decision.js'
import { defaultPolicy } from './policy.js'
import { readScope, writeScope } from './scope.js'
import { type Instant, minute, second } from './time.js'

/** Issued at 0:00 for ten minutes, forgotten at 20:00; decided at 1:00 by `ticket`; claimed at 1:05. */
const issuedAt = 1_767_225_600_789
const pending = sampleAuthorization(issuedAt, { scope: ['read', 'write'] })
const { approved, denied, claimed, redeemed } = sampleLife(pending)
const { ticket, subject } = approved
const authenticatedAt = issuedAt - 1 * minute
// `checkedAt` is capped at the time of the decision, so the greatest number means that time.
const checkedAt = Number.MAX_SAFE_INTEGER
const approval: Decision = { choice: 'approve', subject, authenticatedAt, checkedAt, ticket }
const denial: Decision = { ...approval, choice: 'deny' }

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

/** Returns a short text for a verdict. */
function spell(verdict: DecisionVerdict): string {
  if (verdict.verdict === 'decided') return verdict.next.status
  return 'status' in verdict ? `${verdict.verdict}:${verdict.status}` : verdict.verdict
}

describe('every record, choice, ticket (the one that decided, or another) and moment', () => {
  const [choices = [], ...rows] = table(`
                        approve/same           approve/other            deny/same                deny/other
    pending   1:10      approved               approved                 denied                   denied
    pending   9:59.999  approved               approved                 denied                   denied
    pending   10:00     expired                expired                  expired                  expired
    pending   19:59     expired                expired                  expired                  expired
    approved  1:10      repeated:approved      alreadyDecided:approved  alreadyDecided:approved  alreadyDecided:approved
    approved  10:00     repeated:approved      alreadyDecided:approved  alreadyDecided:approved  alreadyDecided:approved
    claimed   1:10      repeated:approved      alreadyDecided:approved  alreadyDecided:approved  alreadyDecided:approved
    claimed   10:00     repeated:approved      alreadyDecided:approved  alreadyDecided:approved  alreadyDecided:approved
    redeemed  1:10      repeated:approved      alreadyDecided:approved  alreadyDecided:approved  alreadyDecided:approved
    redeemed  10:00     repeated:approved      alreadyDecided:approved  alreadyDecided:approved  alreadyDecided:approved
    denied    1:10      alreadyDecided:denied  alreadyDecided:denied    repeated:denied          alreadyDecided:denied
    denied    10:00     alreadyDecided:denied  alreadyDecided:denied    repeated:denied          alreadyDecided:denied
  `)
  // The whole scope was granted, so an approval without a scope is a repetition.
  const whole = { grantedScope: pending.scope }
  const records = new Map(
    Object.entries({
      pending,
      approved: { ...approved, ...whole },
      claimed: { ...claimed, ...whole },
      redeemed: { ...redeemed, ...whole },
      denied,
    }),
  )

  const decisions = rows.flatMap(([status = '', time = '', ...cells]) =>
    choices.map((choice, column) => ({ status, time, choice, verdict: cells[column] })),
  )

  it.each(decisions)('$status at $time, $choice: $verdict', ({ status, time, choice, verdict }) => {
    const decision = choice.startsWith('approve') ? approval : denial
    const from = choice.endsWith('/same') ? ticket : 'another-ticket'
    const record = records.get(status) ?? pending
    expect(spell(decide(record, { ...decision, ticket: from }, defaultPolicy, at(time)))).toBe(verdict)
  })
})

describe('the moment of an approval', () => {
  it('is the time at which the person was known to be signed in, and never later than now', () => {
    const decidedAt = (known: string) => {
      const verdict = decide(pending, { ...approval, checkedAt: at(known) }, defaultPolicy, at('1:10'))
      return verdict.verdict === 'decided' ? verdict.next.decidedAt : verdict
    }
    expect([decidedAt('1:09'), decidedAt('1:11')]).toEqual([at('1:09'), at('1:10')])
  })
})

describe('the scope of an approval', () => {
  it.each([
    // chosen by the person, granted of the requested `read write`
    ['(not said)', 'read write'],
    ['read write', 'read write'],
    ['write read', 'read write'],
    ['read read', 'read'],
    ['read', 'read'],
    ['', 'scopeEmpty'],
    ['admin', 'scopeTooWide'],
    ['read write admin', 'scopeTooWide'],
    ['Read', 'scopeTooWide'],
  ])('choosing "%s" grants "%s"', (left, granted) => {
    const verdict = decide(pending, leaving(left), defaultPolicy, at('1:10'))
    const approved = verdict.verdict === 'decided' && verdict.next.status === 'approved' ? verdict.next : undefined
    expect(approved ? writeScope(approved.grantedScope) : verdict.verdict).toBe(granted)
  })

  it('may be empty if no scope was requested', () => {
    const verdict = decide({ ...pending, scope: [] }, leaving(''), defaultPolicy, at('1:10'))
    expect(spell(verdict)).toBe('approved')
  })

  it('does not matter for a denial', () => {
    for (const scope of [['admin'], []]) {
      expect(spell(decide(pending, { ...denial, scope }, defaultPolicy, at('1:10')))).toBe('denied')
    }
  })

  it.each([
    // granted before, chosen now
    ['read write', '(not said)', 'repeated:approved'],
    ['read write', 'write read', 'repeated:approved'],
    ['read', 'read', 'repeated:approved'],
    ['read', 'read write', 'ticketUsed'],
    ['read', '(not said)', 'ticketUsed'],
    ['read write', 'read', 'ticketUsed'],
    ['read write', '', 'ticketUsed'],
    ['read write', 'admin', 'ticketUsed'],
  ])('after "%s" was granted, the same ticket with "%s": %s', (granted, left, verdict) => {
    const grantedScope = readScope(granted) ?? []
    for (const record of [approved, claimed, redeemed]) {
      expect(spell(decide({ ...record, grantedScope }, leaving(left), defaultPolicy, at('1:10')))).toBe(verdict)
    }
  })

  function leaving(scope: string): Decision {
    return scope === '(not said)' ? approval : { ...approval, scope: readScope(scope) ?? [] }
  }
})

describe('what a decision writes', () => {
  it('an approval: who, when, by which ticket, to do what', () => {
    expect(decide(pending, { ...approval, scope: ['read'] }, defaultPolicy, at('2:00'))).toEqual({
      verdict: 'decided',
      next: {
        ...pending,
        status: 'approved',
        decidedAt: at('2:00'),
        subject,
        grantedScope: ['read'],
        authenticatedAt,
        ticket,
      },
    })
  })

  it('a denial: who, when, by which ticket', () => {
    expect(decide(pending, denial, defaultPolicy, at('2:00'))).toEqual({
      verdict: 'decided',
      next: { ...pending, status: 'denied', decidedAt: at('2:00'), subject, ticket },
    })
  })

  it.each([
    // choice, decided, interval, forgotten: ten minutes after the end, and never sooner than promised
    ['approve', '1:00', 5_000, '20:00'],
    ['approve', '9:50', 5_000, '20:00'],
    ['approve', '9:59.999', 5_000, '20:09.999'],
    ['approve', '9:59.999', 60_000, '21:59.999'],
    ['deny', '1:00', 5_000, '20:00'],
    ['deny', '9:59.999', 60_000, '20:00'],
  ] as const)('%s at %s with an interval of %i ms: kept until %s', (choice, time, interval, forgotten) => {
    const verdict = decide({ ...pending, interval }, { ...approval, choice }, defaultPolicy, at(time))
    expect(verdict.verdict === 'decided' && verdict.next.forgetAt).toBe(at(forgotten))
  })

  it('keeps a record with a long lifetime for that lifetime again', () => {
    const { expiresAt } = pending
    const longLived = { ...pending, issuedAt: expiresAt - 30 * minute, forgetAt: expiresAt + 30 * minute }
    const verdict = decide(longLived, approval, defaultPolicy, expiresAt - 1)
    const late = 10 * second - 1
    expect(verdict.verdict === 'decided' && verdict.next.forgetAt).toBe(expiresAt + late + 30 * minute)
  })

  it('never moves forgetAt to an earlier moment, under any new policy', () => {
    const shorter = { ...defaultPolicy, tombstone: 0, lifetime: 0 }
    const kept = { ...pending, forgetAt: at('59:00') }
    for (const decision of [approval, denial]) {
      const verdict = decide(kept, decision, shorter, at('1:00'))
      expect(verdict.verdict === 'decided' && verdict.next.forgetAt).toBe(at('59:00'))
    }
    expect(withdraw({ ...approved, forgetAt: at('59:00') }, shorter, at('1:00')).forgetAt).toBe(at('59:00'))
  })
})

describe('withdraw', () => {
  it('turns an approval into a denial, and keeps only its subject and ticket', () => {
    expect(withdraw(approved, defaultPolicy, at('3:00'))).toEqual({
      ...pending,
      status: 'denied',
      decidedAt: at('3:00'),
      subject,
      ticket,
    })
  })

  it('is kept for ten minutes after it happened', () => {
    const late: ApprovedAuthorization = { ...approved, decidedAt: at('9:59') }
    expect(withdraw(late, defaultPolicy, at('10:05')).forgetAt).toBe(at('20:05'))
  })

  it('is final: the same ticket cannot approve again', () => {
    const withdrawn = withdraw(approved, defaultPolicy, at('3:00'))
    expect(spell(decide(withdrawn, approval, defaultPolicy, at('3:01')))).toBe('alreadyDecided:denied')
  })
})
