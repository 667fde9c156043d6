import { beforeEach, describe, expect, it } from 'vitest'
import { alice, type FactorHost, openFactorHost } from '../../../../test-support/second-factor.js'
import { createStrangers } from '../../../../test-support/strangers.js'
import type { HttpResponse } from '../../../http/message.js'
import { defaultLimitRules } from '../../../machine/limits/limit-rules.js'
import { defaultPolicy } from '../../../machine/policy.js'
import { day, minute } from '../../../machine/time.js'

// Only somebody with the right password gets here. docs/decisions/0074 has the arithmetic.

let at: FactorHost

beforeEach(async () => {
  at = await openFactorHost()
})

const bodyOf = ({ body }: HttpResponse) => JSON.parse(body)
const ticketOf = async () => bodyOf(await at.login(alice)).ticket

async function fail(times: number): Promise<number> {
  let ticket = await ticketOf()
  let checked = 0
  for (let nth = 0; nth < times; nth++) {
    if (nth % 5 === 4) ticket = await ticketOf()
    const { status } = await at.login({ ticket, code: at.wrongCode() })
    if (status === 400) checked += 1
  }
  return checked
}

describe('wrong codes', () => {
  it('D42 are counted for the account, over all tickets: after five, 429 with the time to wait', async () => {
    expect(await fail(5)).toBe(5)
    const refused = await at.login({ ticket: await ticketOf(), code: at.appCode() })
    expect([refused.status, bodyOf(refused).error]).toEqual([429, 'temporarily_unavailable'])
    expect(Number(refused.headers['Retry-After'])).toBeLessThanOrEqual(12 * 60)
    expect(at.host.issued).toEqual([])
    expect(at.host.events).toContainEqual(expect.objectContaining({ surface: 'secondFactor', lane: 'account' }))
  })

  it('are checked again after the wait', async () => {
    await fail(5)
    at.host.clock.advance(12 * minute)
    expect((await at.login({ ticket: await ticketOf(), code: at.appCode() })).status).toBe(200)
  })

  it('are at most 40 on the first day and 20 on the next, whatever the attacker does', async () => {
    const checkedIn = async () => {
      let checked = 0
      for (let passed = 0; passed < day; passed += 12 * minute) {
        checked += await fail(1)
        at.host.clock.advance(12 * minute)
      }
      return checked
    }
    const [first, next] = [await checkedIn(), await checkedIn()]
    expect(first).toBeLessThanOrEqual(40)
    expect(next).toBeLessThanOrEqual(20)
    expect(first).toBeGreaterThanOrEqual(35)
  })

  it('in parallel count as much as one after another', async () => {
    const ticket = await ticketOf()
    const tries = Array.from({ length: 20 }, () => at.login({ ticket, code: at.wrongCode() }))
    const statuses = (await Promise.all(tries)).map(({ status }) => status)
    expect(statuses.filter((status) => status === 400)).toHaveLength(5)
    expect(statuses.filter((status) => status === 429)).toHaveLength(15)
  })

  it('are not counted while the second factor fails', async () => {
    const ticket = await ticketOf()
    at.broken.add('verify')
    for (let nth = 0; nth < 10; nth++) await at.login({ ticket, code: at.wrongCode() })
    at.broken.clear()
    expect((await at.login({ ticket, code: at.appCode() })).status).toBe(200)
  })

  it('of strangers with the password do not shut out an app in which the person has signed in', async () => {
    const first = bodyOf(await at.login({ ...alice, known: '' }))
    const { known } = bodyOf(await at.login({ ticket: first.ticket, code: at.appCode() }))
    await fail(6)
    const { ticket } = bodyOf(await at.login({ ...alice, known }))
    expect((await at.login({ ticket, code: at.appCode(1) })).status).toBe(200)
  })

  it('are counted per ticket too, also for a known app', async () => {
    const first = bodyOf(await at.login({ ...alice, known: '' }))
    const { known } = bodyOf(await at.login({ ticket: first.ticket, code: at.appCode() }))
    const { ticket } = bodyOf(await at.login({ ...alice, known }))
    for (let nth = 0; nth < 5; nth++) expect((await at.login({ ticket, code: at.wrongCode() })).status).toBe(400)
    expect((await at.login({ ticket, code: at.appCode(1) })).status).toBe(429)
    expect(at.host.events).toContainEqual(expect.objectContaining({ surface: 'secondFactor', lane: 'ticket' }))
  })

  it('cannot be made by strangers without the password: they cannot shut the person out', async () => {
    await createStrangers(at.grant).logIn({ ...alice, password: 'wrong' })
    for (let nth = 0; nth < 10; nth++) await at.login({ ticket: 'invented', code: '123456' })
    expect((await at.login({ ticket: await ticketOf(), code: at.appCode() })).status).toBe(200)
  })
})

describe('the arithmetic of the default limits', () => {
  it('finds a code of six digits, of which three are right at a time, with at most 6e-5 a day', () => {
    const { perAccountAndDay } = defaultLimitRules(defaultPolicy).secondFactors
    const triesPerDay = day / perAccountAndDay.every
    expect((triesPerDay * 3) / 1e6).toBeLessThanOrEqual(6e-5)
  })
})
