import { createJwtIssuer, generateSigningKey } from '@devicegrant/core/jwt'
import type { AuditResponse } from '@devicegrant/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDialectFlow, jsonType, tongues } from './dialect-flow.js'
import { createDialectHost } from './dialect-host.js'
import { mounts, type OpenDoor, openServer } from './doors.js'
import { claimsOf, createCaller, setCookiesOf } from './dreadnode-caller.js'
import { alice, formType, json } from './flow.js'
import { bodyOf } from './support/json.js'

// The organizations of an account in the envelope dialect: sent with the tokens, chosen with the decision.

const bob = { username: 'bob', password: 'a quiet rivière under seven bridges' }
const acme = { key: 'acme', name: 'Acme' }
const globex = { key: 'globex', name: 'Globex' }

let door: OpenDoor

beforeEach(async () => {
  const { clock, options } = createDialectHost().host
  const tokens = createJwtIssuer({ issuer: options.issuer, keys: [await generateSigningKey()], clock })
  door = await openServer(mounts['Express 5'](createDialectHost({ clock }, { tokens }).grant))
})

afterEach(() => door.close())

const orgOf = (response: AuditResponse) => claimsOf(bodyOf(response).access_token)['org']
const { begin, poll, send } = createDialectFlow(
  () => door,
  () => tongues.dreadnode,
)
const caller = createCaller(() => door)

/** The JSON interface of a page, for a person who logged in at the RFC's own login. */
async function person(account = alice, page = '/account/device') {
  const form = { method: 'POST', path: '/login', headers: [formType], body: String(new URLSearchParams(account)) }
  const { access_token: token } = json(await send(form))
  const headers = [jsonType, ['Authorization', `Bearer ${token}`] as const]
  const call = (step: string, fields: object | string) =>
    send({
      method: 'POST',
      path: page + step,
      headers,
      body: typeof fields === 'string' ? fields : JSON.stringify(fields),
    })
  return {
    call,
    lookUp: (userCode: string) => call('/lookup', { user_code: userCode }),
    async decide(userCode: string, more: object = {}) {
      const { ticket } = bodyOf(await call('/lookup', { user_code: userCode }))
      return call('/decision', { user_code: userCode, ticket, decision: 'approve', ...more })
    },
  }
}

describe('the organizations of an account', () => {
  it.each([
    ['alice, who belongs to two', alice, { orgs: [acme, globex], default_org: acme }, 'acme'],
    ['bob, who belongs to none', bob, { orgs: [], default_org: null }, undefined],
  ])('of %s, are sent at login, at refresh, and to a device', async (_, account, expected, org) => {
    const login = await caller.logIn(account)
    const refresh = await caller.refreshByCookie(setCookiesOf(login)['refresh_token']?.value ?? '')
    const { deviceCode, userCode } = await begin()
    await (await person(account)).decide(userCode)
    for (const response of [login, refresh, await poll(deviceCode)]) {
      expect(bodyOf(response)).toMatchObject(expected)
      expect([response.status, orgOf(response)]).toEqual([200, org])
    }
  })
})

describe('a decision in JSON', () => {
  it('chooses one of them, for the answer, for the access token, and for every refresh', async () => {
    const { deviceCode, userCode } = await begin()
    const { lookUp, decide } = await person()
    expect(bodyOf(await lookUp(userCode)).organisations).toEqual([acme, globex])
    expect((await decide(userCode, { organisation: 'globex' })).status).toBe(200)
    const response = await poll(deviceCode)
    expect(bodyOf(response)).toMatchObject({ orgs: [acme, globex], default_org: globex })
    expect(orgOf(response)).toBe('globex')
    for (const refreshed of [
      await caller.refreshByJson(bodyOf(response).refresh_token),
      await caller.refreshByCookie(bodyOf(response).refresh_token),
    ]) {
      expect([bodyOf(refreshed).default_org, orgOf(refreshed)]).toEqual([globex, 'globex'])
    }
  })

  it.each([
    ['an unknown one', alice, 'umbrella'],
    ['the empty name', alice, ''],
    ['the name of another kind', alice, 'Acme'],
    ['one of another person', bob, 'acme'],
  ])('for %s is refused, and decides nothing', async (_, account, organization) => {
    const { deviceCode, userCode } = await begin()
    const { lookUp, decide } = await person(account)
    const refused = await decide(userCode, { organisation: organization })
    expect([refused.status, bodyOf(refused).error]).toEqual([400, 'invalid_request'])
    expect((await poll(deviceCode)).status).toBe(401)
    expect((await lookUp(userCode)).status).toBe(200)
    expect((await decide(userCode)).status).toBe(200)
    expect((await poll(deviceCode)).status).toBe(200)
  })

  it('that is repeated is the same only with the same organization', async () => {
    const { userCode } = await begin()
    const { call, lookUp } = await person()
    const { ticket } = bodyOf(await lookUp(userCode))
    const again = (organization: string) =>
      call('/decision', { user_code: userCode, ticket, decision: 'approve', organisation: organization })
    const statuses = [await again('globex'), await again('globex'), await again('acme')].map(({ status }) => status)
    expect(statuses).toEqual([200, 200, 403])
  })

  it('is refused with the error of the interface if it is malformed', async () => {
    const { call } = await person()
    for (const body of ['{', '[]', '{}', '{"user_code":7}']) {
      const response = await call('/lookup', body)
      expect([body, response.status, bodyOf(response).error]).toEqual([body, 400, 'invalid_request'])
    }
  })
})

describe('a code of the RFC', () => {
  const rfc = createDialectFlow(
    () => door,
    () => tongues.rfc8628,
  )

  it.each(['/device', '/account/device'])('has no organizations at %s, nor a choice of one', async (page) => {
    const { deviceCode, userCode } = await rfc.begin()
    const { lookUp, decide } = await person(alice, page)
    expect(Object.keys(bodyOf(await lookUp(userCode)))).toEqual([
      'user_code',
      'client',
      'scope',
      'requested_at',
      'expires_in',
      'requester',
      'ticket',
    ])
    expect((await decide(userCode, { organisation: 'acme' })).status).toBe(400)
    expect((await decide(userCode)).status).toBe(200)
    const response = await rfc.poll(deviceCode)
    expect([response.status, orgOf(response)]).toEqual([200, undefined])
    expect(Object.keys(bodyOf(response))).toEqual(['access_token', 'token_type', 'expires_in', 'scope'])
  })
})
