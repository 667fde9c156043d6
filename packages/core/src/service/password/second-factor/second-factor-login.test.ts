import { beforeEach, describe, expect, it } from 'vitest'
import { formRequest, responseOf } from '../../../../test-support/http.js'
import { alice, bob, type FactorHost, openFactorHost } from '../../../../test-support/second-factor.js'
import type { HttpResponse } from '../../../http/message.js'
import { minute, second } from '../../../machine/time.js'
import { rfc8628 } from '../../../wire/dialects/rfc8628/rfc8628.js'

let at: FactorHost

beforeEach(async () => {
  at = await openFactorHost()
})

const bodyOf = ({ body }: HttpResponse) => JSON.parse(body)
const errorOf = (response: HttpResponse) => [response.status, bodyOf(response).error]

async function ticketOf(username = alice): Promise<string> {
  return bodyOf(await at.login(username)).ticket
}

describe('a login of an account that needs a second factor', () => {
  it('D42 gets 403 with a ticket and the methods, and no tokens', async () => {
    const response = await at.login(alice)
    expect(response.status).toBe(403)
    expect(response.headers['Cache-Control']).toBe('no-store')
    expect(bodyOf(response)).toEqual({
      error: 'second_factor_required',
      error_description: 'The password is right, and the account needs a second factor.',
      ticket: expect.stringMatching(/^[\w-]+$/),
      methods: ['totp', 'recovery_code'],
      expires_in: 300,
    })
    expect(rfc8628.schemas.problem.safeParse(bodyOf(response)).error).toBeUndefined()
    expect(at.host.issued).toEqual([])
    expect(at.host.events).toEqual([
      { type: 'secondFactorRequired', subject: at.subject, ip: '192.0.2.7', at: at.host.clock.now() },
    ])
  })

  it('D42 gets tokens for the ticket and a code, with the scope of the first request', async () => {
    const { ticket } = bodyOf(await at.login({ ...alice, scope: 'read write' }))
    at.host.clock.advance(10 * second)
    const response = await at.login({ ticket, method: 'totp', code: at.appCode() })
    expect(response.status).toBe(200)
    expect(bodyOf(response)).toMatchObject({ scope: 'read write', token_type: 'Bearer' })
    // The age of the sign-in counts from the code.
    expect(at.host.issued).toMatchObject([
      { occasion: 'login', subject: at.subject, authenticatedAt: at.host.clock.now() },
    ])
    expect(at.host.events.map(({ type }) => type)).toEqual(['secondFactorRequired', 'loginSucceeded'])
  })

  it('takes JSON too, and the first method if the request names none', async () => {
    const { ticket } = bodyOf(await at.loginJson(alice))
    expect((await at.loginJson({ ticket, code: at.appCode() })).status).toBe(200)
  })

  it.each([
    ['with a space in the middle', (code: string) => `${code.slice(0, 3)} ${code.slice(3)}`],
    ['with a dash and spaces around it', (code: string) => ` ${code.slice(0, 3)}-${code.slice(3)} `],
    ['in Arabic digits', (code: string) => code.replace(/\d/g, (digit) => String.fromCharCode(0x660 + Number(digit)))],
    ['in wide digits', (code: string) => code.replace(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit)))],
  ])('takes a code %s, and not the same code a second time', async (_, spell) => {
    const code = at.appCode()
    expect((await at.login({ ticket: await ticketOf(), code: spell(code) })).status).toBe(200)
    expect(errorOf(await at.login({ ticket: await ticketOf(), code }))).toEqual([400, 'invalid_second_factor'])
  })

  it.each([-1, 0, 1])('takes the code of step %i', async (steps) => {
    expect((await at.login({ ticket: await ticketOf(), code: at.appCode(steps) })).status).toBe(200)
  })

  it.each([-2, 2])('refuses the code of step %i', async (steps) => {
    const response = await at.login({ ticket: await ticketOf(), code: at.appCode(steps) })
    expect(errorOf(response)).toEqual([400, 'invalid_second_factor'])
  })

  it('D42 accepts a ticket once, also with another right code, and also at the same time', async () => {
    const ticket = await ticketOf()
    const responses = await Promise.all(
      [-1, 0, 1, 0].map((steps) => at.login({ ticket, method: 'totp', code: at.appCode(steps) })),
    )
    expect(responses.filter(({ status }) => status === 200)).toHaveLength(1)
    at.host.clock.advance(90 * second)
    expect(errorOf(await at.login({ ticket, code: at.appCode() }))).toEqual([403, 'invalid_ticket'])
    expect(at.host.issued).toHaveLength(1)
  })

  it('of two equal requests at the same time answers one with tokens', async () => {
    const asked = { ticket: await ticketOf(), code: at.appCode() }
    const statuses = (await Promise.all([at.login(asked), at.login(asked)])).map(({ status }) => status)
    expect(statuses.toSorted()).toEqual([200, 400])
  })

  it('keeps the ticket valid after a wrong code', async () => {
    const ticket = await ticketOf()
    const wrong = await at.login({ ticket, code: at.wrongCode() })
    expect(bodyOf(wrong)).toEqual({
      error: 'invalid_second_factor',
      error_description: 'The code is wrong, or was used before.',
    })
    expect((await at.login({ ticket, code: at.appCode() })).status).toBe(200)
    const failed = at.host.events.filter(({ type }) => type === 'secondFactorFailed')
    expect(failed).toMatchObject([{ subject: at.subject }])
  })

  it('accepts a ticket for five minutes', async () => {
    const [one, other] = [await ticketOf(), await ticketOf()]
    at.host.clock.advance(5 * minute - 1)
    expect((await at.login({ ticket: one, code: at.appCode() })).status).toBe(200)
    at.host.clock.advance(1)
    expect(errorOf(await at.login({ ticket: other, code: at.appCode(1) }))).toEqual([403, 'invalid_ticket'])
  })

  it.each([
    ['invented', () => 'invented'],
    ['altered', (ticket: string) => `${ticket.startsWith('A') ? 'B' : 'A'}${ticket.slice(1)}`],
    ['cut short', (ticket: string) => ticket.slice(0, -1)],
    ['very long', () => 'A'.repeat(4_000)],
  ])('refuses a ticket that is %s', async (_, change) => {
    const response = await at.login({ ticket: change(await ticketOf()), code: at.appCode() })
    expect(errorOf(response)).toEqual([403, 'invalid_ticket'])
  })

  it('refuses the ticket of another issuer with the same secret', async () => {
    const issuer = 'https://login.example/other'
    const { handler } = at.open({ issuer, baseUrl: issuer })
    const ticket = await ticketOf()
    const form = String(new URLSearchParams({ ticket, code: at.appCode() }))
    const response = await responseOf(handler, formRequest('/login', form))
    expect(errorOf(response)).toEqual([403, 'invalid_ticket'])
  })

  it('refuses a code without a ticket, a ticket without a code, and a ticket in the query', async () => {
    expect(errorOf(await at.login({ code: at.appCode() }))).toEqual([400, 'invalid_request'])
    const incomplete = await at.login({ ticket: await ticketOf() })
    expect(bodyOf(incomplete)).toMatchObject({ error_description: 'The parameter code is missing.' })
    const inQuery = { ...formRequest('/login', 'code=123456'), query: `ticket=${await ticketOf()}` }
    expect(errorOf(await responseOf(at.grant.handler, inQuery))).toEqual([400, 'invalid_request'])
  })

  it('refuses a method that the account cannot use', async () => {
    const response = await at.login({ ticket: await ticketOf(), method: 'sms', code: at.appCode() })
    expect(errorOf(response)).toEqual([400, 'invalid_second_factor'])
  })

  it('starts again if the account was disabled or signed out since the password', async () => {
    const [one, other] = [await ticketOf(), await ticketOf()]
    at.host.clock.advance(1)
    await at.grant.service.revokeGrants({ subject: at.subject })
    expect(errorOf(await at.login({ ticket: one, code: at.appCode() }))).toEqual([403, 'invalid_ticket'])
    at.host.changeAccount('alice', { disabled: true })
    expect(errorOf(await at.login({ ticket: other, code: at.appCode(1) }))).toEqual([403, 'invalid_ticket'])
  })

  it('remembers the app only after the second factor', async () => {
    const first = bodyOf(await at.login({ ...alice, known: '' }))
    expect(first).not.toHaveProperty('known')
    const done = bodyOf(await at.login({ ticket: first.ticket, code: at.appCode() }))
    expect(done.known).toMatch(/^[\w.-]+$/)
    expect(bodyOf(await at.login({ ticket: await ticketOf(), code: at.appCode(1) }))).not.toHaveProperty('known')
  })
})

describe('a recovery code', () => {
  it('works once, in any spelling', async () => {
    const [code = ''] = at.recoveryCodes
    const typed = ` ${code.toUpperCase().replaceAll('-', ' ')}`
    const asked = async () => ({ ticket: await ticketOf(), method: 'recovery_code', code: typed })
    expect((await at.login(await asked())).status).toBe(200)
    expect(at.keptHashes.size).toBe(9)
    expect(errorOf(await at.login(await asked()))).toEqual([400, 'invalid_second_factor'])
  })

  it('is no code of the app, and the other way round', async () => {
    const [code = ''] = at.recoveryCodes
    const ticket = await ticketOf()
    expect((await at.login({ ticket, method: 'totp', code })).status).toBe(400)
    expect((await at.login({ ticket, method: 'recovery_code', code: at.appCode() })).status).toBe(400)
    expect(at.keptHashes.size).toBe(10)
  })

  it('is no method of an account that has none left', async () => {
    at.keptHashes.clear()
    expect(bodyOf(await at.login(alice)).methods).toEqual(['totp'])
  })
})

describe('an account without a second factor', () => {
  it('gets tokens for the password alone', async () => {
    expect((await at.login(bob)).status).toBe(200)
  })
})

describe('a wrong password', () => {
  it('gets the same response, whether the account has a second factor or not', async () => {
    const responses = await Promise.all(
      ['alice', 'bob', 'nobody'].map((username) => at.login({ username, password: 'wrong' })),
    )
    const [first, ...others] = responses.map(({ status, body }) => [status, body])
    expect(first?.[0]).toBe(400)
    expect(others).toEqual([first, first])
  })
})

describe('a second factor that fails', () => {
  it.each([
    ['needed', 'passwordLogin.secondFactor.needed failed'],
    ['verify', 'passwordLogin.secondFactor.verify failed'],
    ['stores.jtis.use', 'stores.jtis.use failed'],
  ] as const)('%s: 503, and no tokens', async (what, message) => {
    const ticket = await ticketOf()
    at.broken.add(what)
    const response = await (what === 'needed' ? at.login(alice) : at.login({ ticket, code: at.appCode() }))
    expect(errorOf(response)).toEqual([503, 'temporarily_unavailable'])
    expect(at.host.issued).toEqual([])
    expect(at.host.faults.map(({ fault }) => String(fault))).toEqual([expect.stringContaining(message)])
    at.broken.clear()
    expect((await at.login({ ticket, code: at.appCode(1) })).status).toBe(200)
  })

  it.each([
    ['no list', 'totp'],
    ['an unknown method', ['pigeon']],
    ['a text that is empty', ''],
    ['false', false],
    ['undefined, as after a forgotten return', undefined],
    ['null', null],
    ['a promise of undefined', Promise.resolve(undefined)],
  ])('is no pass if it returns %s', async (_, returned) => {
    const { passwordLogin } = at.host.options
    const secondFactor = { methods: [{ name: 'totp' }], needed: () => returned, verify: () => true }
    // A host that uses JavaScript can return anything.
    const { handler } = at.open({ passwordLogin: { ...passwordLogin, secondFactor: Object(secondFactor) } })
    const response = await responseOf(handler, formRequest('/login', String(new URLSearchParams(alice))))
    expect(errorOf(response)).toEqual([503, 'temporarily_unavailable'])
    expect(at.host.issued).toEqual([])
  })

  it('is no pass if the code is not exactly true', async () => {
    const { passwordLogin } = at.host.options
    const secondFactor = { methods: [{ name: 'totp' }], needed: () => ['totp'], verify: () => ({ rows: [] }) }
    const { handler } = at.open({ passwordLogin: { ...passwordLogin, secondFactor: Object(secondFactor) } })
    const send = (fields: Record<string, string>) =>
      responseOf(handler, formRequest('/login', String(new URLSearchParams(fields))))
    const { ticket } = bodyOf(await send(alice))
    expect(errorOf(await send({ ticket, code: '123456' }))).toEqual([503, 'temporarily_unavailable'])
  })
})
