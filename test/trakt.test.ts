import type { Client } from '@devicegrant/core'
import {
  completeAddress,
  type Dialect,
  deviceMembers,
  inOrder,
  rfc8628,
  trakt,
  traktDocumented,
} from '@devicegrant/core/dialects'
import type { AuditResponse, FakeHost } from '@devicegrant/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDialectFlow, headerOf, jsonType, shapeOf, tongues } from './dialect-flow.js'
import { createDialectHost } from './dialect-host.js'
import { mounts, type OpenDoor, openServer } from './doors.js'
import { createFormBrowser, decideInBrowser } from './support/browser-forms.js'
import { startExpressHost } from './support/express-host.js'
import { bodyOf } from './support/json.js'

// The dialect of Trakt over HTTP: every outcome by its status, and the link with the code in its path.

/** A client as Trakt's apps are: it asks for no scope, and expects a refresh token. */
const app: Client = {
  clientId: 'trakt-app',
  name: 'A media player',
  authMethods: ['none'],
  grantTypes: ['device_code', 'refresh_token'],
  refreshTokens: 'always',
  scopes: ['public'],
  defaultScopes: ['public'],
}

let host: FakeHost
let door: OpenDoor

async function open(dialect: Dialect): Promise<void> {
  await door?.close()
  const world = createDialectHost({ more: [app] }, { dialects: [rfc8628, dialect] })
  host = world.host
  door = await openServer(mounts['Express 5'](world.grant))
}

beforeEach(() => open(trakt))
afterEach(() => door.close())

const codes = inOrder(deviceMembers, 'device_code', 'user_code')
const client = { client_id: app.clientId }
const { send, start, poll, begin, beginDecided } = createDialectFlow(
  () => door,
  () => {
    const { start, poll, ...rest } = tongues.trakt
    return { ...rest, start: { ...start, fields: client }, poll: { ...poll, fields: client } }
  },
)

const post = (path: string, body: object) =>
  send({ method: 'POST', path, headers: [jsonType], body: JSON.stringify(body) })
const refresh = (token: unknown, more: object = {}) =>
  post('/oauth/token', { ...client, grant_type: 'refresh_token', refresh_token: token, ...more })

function expectGuarded(response: AuditResponse): void {
  expect(headerOf(response, 'Cache-Control')).toBe('no-store')
  expect(headerOf(response, 'X-Content-Type-Options')).toBe('nosniff')
  expect(headerOf(response, 'Set-Cookie')).toBeUndefined()
}

function expectStatus(response: AuditResponse, status: number, retryAfter?: string): void {
  expectGuarded(response)
  expect([response.status, response.body]).toEqual([status, ''])
  expect(headerOf(response, 'Content-Type')).toBeUndefined()
  expect(headerOf(response, 'WWW-Authenticate')).toBeUndefined()
  expect(headerOf(response, 'Retry-After')).toBe(retryAfter)
}

function expectProblem(response: AuditResponse, status: number, error: string): void {
  expectGuarded(response)
  expect([response.status, bodyOf(response).error]).toEqual([status, error])
  expect(Object.keys(bodyOf(response))).toEqual(['error', 'error_description'])
  expect(headerOf(response, 'Content-Type')).toBe('application/json')
}

const tokenShape = [
  ['access_token', 'string'],
  ['token_type', 'string'],
  ['expires_in', 'integer'],
  ['refresh_token', 'string'],
  ['scope', 'string'],
  ['created_at', 'integer'],
]

describe('the start', () => {
  it('gives codes', async () => {
    const response = await start()
    expectGuarded(response)
    const body = bodyOf(response)
    expect(response.status).toBe(200)
    expect(shapeOf(body)).toEqual([
      ['device_code', 'string'],
      ['user_code', 'string'],
      ['verification_url', 'string'],
      ['expires_in', 'integer'],
      ['interval', 'integer'],
    ])
    expect(body).toMatchObject({
      user_code: expect.stringMatching(/^[0-9A-F]{8}$/),
      verification_url: 'http://127.0.0.1:3000/activate',
      expires_in: 600,
      interval: 5,
    })
  })

  it('refuses an unknown client, and a form', async () => {
    expectProblem(await post('/oauth/device/code', { client_id: 'nobody' }), 401, 'invalid_client')
    expectProblem(await post('/oauth/device/code', {}), 400, 'invalid_request')
    const form = [['Content-Type', 'application/x-www-form-urlencoded']] as const
    const sent = { method: 'POST', path: '/oauth/device/code', headers: form, body: 'client_id=trakt-app' }
    expectProblem(await send(sent), 415, 'invalid_request')
  })
})

describe('a poll', () => {
  it('pending, and too fast: 400', async () => {
    const { deviceCode } = await begin()
    expectStatus(await poll(deviceCode), 400)
    expectStatus(await poll(deviceCode), 400, '10')
    host.clock.advance(10_000)
    expectStatus(await poll(deviceCode), 400)
  })

  it('too fast: 429 in the variant with the documented status', async () => {
    await open(traktDocumented)
    const { deviceCode } = await begin()
    expectStatus(await poll(deviceCode), 400)
    expectStatus(await poll(deviceCode), 429, '10')
  })

  it('approved: 200 with tokens, and 409 when they can no longer be given again', async () => {
    const { deviceCode } = await beginDecided()
    const response = await poll(deviceCode)
    expectGuarded(response)
    const body = bodyOf(response)
    expect([response.status, shapeOf(body)]).toEqual([200, tokenShape])
    expect(body).toMatchObject({
      token_type: 'bearer',
      scope: 'public',
      created_at: Math.floor(host.clock.now() / 1_000),
    })
    host.clock.advance(30_000)
    expectStatus(await poll(deviceCode), 409)
  })

  it('given again: the same bytes', async () => {
    const { deviceCode } = await beginDecided()
    const { body } = await poll(deviceCode)
    host.clock.advance(20_000)
    expect((await poll(deviceCode)).body).toBe(body)
  })

  it('denied: 418, expired: 410, unknown: 404', async () => {
    const denied = await beginDecided('deny')
    expectStatus(await poll(denied.deviceCode), 418)
    const { deviceCode, lifetime } = await begin()
    host.clock.advance(lifetime)
    expectStatus(await poll(deviceCode), 410)
    expectStatus(await poll('example'), 404)
    host.clock.advance(20 * 60_000)
    expectStatus(await poll(deviceCode), 404)
  })

  it('has a 400 for nothing else, because clients would poll on', async () => {
    const { deviceCode } = await begin()
    const path = '/oauth/device/token'
    expectProblem(await post(path, client), 422, 'invalid_request')
    expectProblem(await post(path, { ...client, device_code: deviceCode }), 422, 'invalid_request')
    expectProblem(await post(path, { ...client, code: 7 }), 422, 'invalid_request')
    expectProblem(await post(path, { code: deviceCode }), 422, 'invalid_request')
    expectProblem(await post(path, { code: deviceCode, client_id: 'nobody' }), 401, 'invalid_client')
    expectProblem(await post(path, { code: deviceCode, client_id: 'fake-no-device' }), 403, 'unauthorized_client')
    expectStatus(await post(path, { code: deviceCode, client_id: 'fake-tv' }), 404)
    expectProblem(await send({ method: 'GET', path, headers: [] }), 405, 'invalid_request')
  })
})

describe('tokens', () => {
  async function linked() {
    const { deviceCode } = await beginDecided()
    return bodyOf(await poll(deviceCode))
  }

  it('are refreshed, with the members that the apps send', async () => {
    const { refresh_token: token } = await linked()
    const response = await refresh(token, { redirect_uri: 'urn:ietf:wg:oauth:2.0:oob' })
    expectGuarded(response)
    expect([response.status, shapeOf(bodyOf(response))]).toEqual([200, tokenShape])
    expect(bodyOf(response).refresh_token).not.toBe(token)
  })

  it('are refused with a body at /oauth/token', async () => {
    expectProblem(await refresh('nothing'), 400, 'invalid_grant')
    expectProblem(await refresh(undefined), 400, 'invalid_request')
    const other = { ...client, grant_type: 'authorization_code', code: 'x' }
    expectProblem(await post('/oauth/token', other), 400, 'unsupported_grant_type')
    const device = { ...client, grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code: 'x' }
    expectProblem(await post('/oauth/token', device), 400, 'unsupported_grant_type')
  })

  it('are revoked, without a body', async () => {
    const { access_token: token, refresh_token: kept } = await linked()
    expectStatus(await post('/oauth/revoke', { ...client, token, client_secret: '' }), 200)
    expectProblem(await refresh(kept), 400, 'invalid_grant')
    expectStatus(await post('/oauth/revoke', { ...client, token: 'nothing' }), 200)
    expectProblem(await post('/oauth/revoke', client), 400, 'invalid_request')
  })
})

describe('a link with the code in its path', () => {
  const visit = (path: string) => send({ method: 'GET', path, headers: [] })
  const follow = async (path: string) => headerOf(await visit(path), 'Location')

  it.each([
    ['as the device shows it', (code: string) => `/activate/${code}`],
    ['in small letters', (code: string) => `/activate/${code.toLowerCase()}`],
    ['typed in capitals', (code: string) => `/ACTIVATE/${code}`],
    ['with a slash at its end', (code: string) => `/activate/${code}/`],
  ])('opens the page with the code, %s', async (_, link) => {
    const { userCode } = await begin()
    const to = await follow(link(userCode))
    expect(to?.toUpperCase()).toBe(`/ACTIVATE?USER_CODE=${userCode}`)
    expect(to).toContain('/activate?user_code=')
  })

  it('keeps its proof, and other parameters', async () => {
    const { userCode } = await begin()
    expect(await follow(`/activate/${userCode}?k=abcdefghijklmnop&from=tv`)).toBe(
      `/activate?user_code=${userCode}&k=abcdefghijklmnop&from=tv`,
    )
  })
})

describe('a link with a proof', () => {
  it('has the code in its path and the proof in its query, and leads to the page with both', async () => {
    await open({
      ...trakt,
      responses: { ...trakt.responses, authorizationStarted: [...codes, ['link', completeAddress]] },
    })
    const { user_code: code, link } = bodyOf(await start())
    expect(link).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:3000/activate/${code}\\?k=[\\w-]{16}$`))
    const { pathname, search } = new URL(link)
    const response = await send({ method: 'GET', path: pathname + search, headers: [] })
    expect(headerOf(response, 'Location')).toBe(`/activate?user_code=${code}&${search.slice(1)}`)
  })
})

describe('the page, in a browser', () => {
  const link = (issuer: string, code: string, proof = '') => `${issuer}/activate/${code}${proof}`

  async function openPage() {
    const page = await startExpressHost({ dialects: [trakt], clients: { findClient: () => app } })
    const begin = async () => {
      const started = await fetch(`${page.issuer}/oauth/device/code`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(client),
      })
      return String(Object(await started.json()).user_code)
    }
    const guesses = () => page.events.filter(({ type }) => type === 'userCodeFailed').length
    return { ...page, begin, guesses }
  }

  it('shows the code of a link, and asks for a decision', async () => {
    const page = await openPage()
    const code = await page.begin()
    const browser = createFormBrowser()
    const shown = await browser.visit(link(page.issuer, code.toLowerCase()))
    expect(shown.url).toBe(`${page.issuer}/activate?user_code=${code.toLowerCase()}`)
    expect(shown.text).toContain(code)
    await page.close()
  })

  it('reads a link that a person pastes into its form', async () => {
    const page = await openPage()
    const code = await page.begin()
    await decideInBrowser(page.issuer, link(page.issuer, code), 'approve', undefined, '/activate')
    expect(page.events.map(({ type }) => type)).toContain('authorizationApproved')
    await page.close()
  })

  it('knows no code of a link with an unknown one, and shows its form for a text that is no code', async () => {
    const page = await openPage()
    const browser = createFormBrowser()
    const unreadable = await browser.visit(link(page.issuer, 'hello'))
    expect(unreadable.document.querySelector('input[name="user_code"]')).not.toBeNull()
    await decideInBrowser(page.issuer, '00000000', 'approve', undefined, '/activate').catch(() => {})
    expect(page.guesses()).toBe(1)
    await page.close()
  })
})
