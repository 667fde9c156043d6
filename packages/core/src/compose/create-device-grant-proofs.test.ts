import { createMemoryStores } from '@devicegrant/store-memory'
import { createFakeHost } from '@devicegrant/testing'
import { describe, expect, it } from 'vitest'
import { browserProxy, createBrowser, fieldOf } from '../../test-support/browser.js'
import { createProofKey, deviceCodeGrant, mountDpop } from '../../test-support/dpop.js'
import { formRequest, jsonRequest, requestOf, responseOf } from '../../test-support/http.js'
import type { HttpResponse } from '../http/message.js'
import type { Dialect } from '../wire/dialect.js'
import { auth0 } from '../wire/dialects/auth0/auth0.js'
import { entra } from '../wire/dialects/entra/entra.js'
import { gitlab } from '../wire/dialects/moved/ready-made.js'
import { keycloak } from '../wire/dialects/realms/keycloak.js'
import { rfc8628 } from '../wire/dialects/rfc8628/rfc8628.js'
import { createDeviceGrant } from './create-device-grant.js'

// What ties a poll to the device that started, over HTTP: docs/decisions/0072 and 0077.

const issuer = 'https://example.com'
const codeVerifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
const codeChallenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'
const alice = { username: 'alice', password: 'correct horse battery staple' }

function mount(dialects: readonly [Dialect, ...Dialect[]] = [rfc8628]) {
  const host = createFakeHost({ issuer })
  const stores = createMemoryStores({ clock: host.clock })
  const grant = createDeviceGrant({ ...host.options, stores, dialects, trustedProxies: [browserProxy] })
  const [{ endpoints }] = dialects
  const [startPath = '', tokenPath = ''] = endpoints.map(({ path }) => path)
  const send = (path: string, form: string) => responseOf(grant.handler, formRequest(path, form))
  const browser = createBrowser(grant, issuer)
  return {
    host,
    grant,
    browser,
    send,
    start: (form: string) => send(startPath, `client_id=fake-cli&${form}`),
    poll: (code: string, more = '') =>
      send(
        tokenPath,
        `client_id=fake-cli&grant_type=${encodeURIComponent(deviceCodeGrant)}&device_code=${code}${more}`,
      ),
    /** Opens the confirm step, and sends the form. */
    async decide(userCode: string, decision: 'approve' | 'deny'): Promise<HttpResponse> {
      if (browser.cookies.size === 0) await browser.signIn(alice)
      const page = await browser.get(`/device/confirm?user_code=${userCode}`)
      const ticket = fieldOf(page, 'ticket')
      return browser.post('/device/confirm', { user_code: userCode, ticket, decision, scope_shown: '1', scope: 'read' })
    },
  }
}

const read = ({ body }: HttpResponse): Readonly<Record<string, unknown>> => JSON.parse(body)
const textIn = (response: HttpResponse, name: string): string => String(read(response)[name])
const challenge = `code_challenge=${codeChallenge}&code_challenge_method=S256`

describe('PKCE over HTTP', () => {
  it.each([
    ['plain', `code_challenge=${codeVerifier}&code_challenge_method=plain`, 'code_challenge_method is malformed'],
    ['a challenge without its method', `code_challenge=${codeChallenge}`, 'code_challenge_method is missing'],
    ['a method without a challenge', 'code_challenge_method=S256', 'code_challenge is missing'],
    [
      '42 characters',
      `code_challenge=${codeChallenge.slice(1)}&code_challenge_method=S256`,
      'code_challenge is malformed',
    ],
    ['44 characters', `code_challenge=${codeChallenge}A&code_challenge_method=S256`, 'code_challenge is malformed'],
    [
      'a digest of 258 bits',
      `code_challenge=${codeChallenge.slice(0, -1)}N&code_challenge_method=S256`,
      'code_challenge is malformed',
    ],
    [
      'another alphabet',
      `code_challenge=${codeChallenge.slice(1)}%2B&code_challenge_method=S256`,
      'code_challenge is malformed',
    ],
  ])('PK03: refuses %s, and names the parameter', async (_, form, said) => {
    const { start } = mount()
    const response = await start(form)
    expect(response.status).toBe(400)
    expect(read(response)).toMatchObject({ error: 'invalid_request', error_description: `The parameter ${said}.` })
  })

  it.each([
    ['42 characters', 'x'.repeat(42)],
    ['129 characters', 'x'.repeat(129)],
    ['a space', `${'x'.repeat(43)}+`],
    ['a slash', `${'x'.repeat(43)}%2F`],
    ['an accent', `${'x'.repeat(43)}%C3%A9`],
  ])('PK02: refuses a malformed verifier as invalid_request: %s', async (_, verifier) => {
    const { start, poll, decide } = mount()
    const started = await start(challenge)
    const code = textIn(started, 'device_code')
    await decide(textIn(started, 'user_code'), 'approve')
    const refused = await poll(code, `&code_verifier=${verifier}`)
    expect(read(refused)).toMatchObject({
      error: 'invalid_request',
      error_description: expect.stringContaining('code_verifier'),
    })
    expect((await poll(code, `&code_verifier=${codeVerifier}`)).status).toBe(200)
  })

  it.each([
    ['a wrong verifier', `&code_verifier=${'x'.repeat(128)}`],
    ['none', ''],
    ['an empty one', '&code_verifier='],
  ])('PK02: refuses %s as invalid_grant, and keeps the code', async (_, more) => {
    const { start, poll, decide } = mount()
    const started = await start(challenge)
    const code = textIn(started, 'device_code')
    await decide(textIn(started, 'user_code'), 'approve')
    const refused = await poll(code, more)
    expect([refused.status, read(refused)['error']]).toEqual([400, 'invalid_grant'])
    expect((await poll(code, `&code_verifier=${codeVerifier}`)).status).toBe(200)
  })

  it('PK04: refuses a verifier without a challenge as invalid_grant', async () => {
    const { start, poll } = mount()
    const code = textIn(await start('scope=read'), 'device_code')
    expect(read(await poll(code, `&code_verifier=${codeVerifier}`))).toMatchObject({ error: 'invalid_grant' })
    expect(read(await poll(code))).toMatchObject({ error: 'authorization_pending' })
  })

  it('PK05: refuses a start without a challenge if the client requires one', async () => {
    const { host, start } = mount()
    host.changeClient('fake-cli', { pkce: 'required' })
    expect(read(await start('scope=read'))).toMatchObject({
      error: 'invalid_request',
      error_description: expect.stringContaining('code_challenge'),
    })
    expect((await start(challenge)).status).toBe(200)
  })

  it('PK07: has S256 in the metadata', async () => {
    const { grant } = mount()
    for (const path of ['/.well-known/oauth-authorization-server', '/.well-known/openid-configuration']) {
      const response = await responseOf(grant.handler, requestOf({ method: 'GET', path }))
      expect(read(response)['code_challenge_methods_supported']).toEqual(['S256'])
    }
  })

  // The bodies of golang.org/x/oauth2: DeviceAuth with S256ChallengeOption, DeviceAccessToken with VerifierOption. It sorts
  // the parameters by their names. kubelogin uses both.
  it('PK07: signs in with the requests of golang.org/x/oauth2', async () => {
    const { send, decide } = mount()
    const started = await send(
      '/device_authorization',
      `client_id=fake-cli&code_challenge=${codeChallenge}&code_challenge_method=S256&scope=read`,
    )
    const poll = (verifier: string) =>
      send(
        '/token',
        `client_id=fake-cli&code_verifier=${verifier}&device_code=${textIn(started, 'device_code')}&grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code`,
      )
    expect(read(await poll(codeVerifier))).toMatchObject({ error: 'authorization_pending' })
    await decide(textIn(started, 'user_code'), 'approve')
    expect(read(await poll('x'.repeat(43)))).toMatchObject({ error: 'invalid_grant' })
    expect(read(await poll(codeVerifier))).toMatchObject({ token_type: 'Bearer', scope: 'read' })
  })

  it.each([gitlab, keycloak])('is offered by $name, which is made of rfc8628', async (dialect) => {
    const { start, poll } = mount([dialect])
    const code = textIn(await start(challenge), 'device_code')
    expect(read(await poll(code))).toMatchObject({ error: 'invalid_grant' })
    expect(read(await poll(code, `&code_verifier=${codeVerifier}`))).toMatchObject({ error: 'authorization_pending' })
  })

  it.each([auth0, entra])('is ignored by $name, whose system has none', async (dialect) => {
    const { grant, start, poll } = mount([dialect])
    const code = textIn(await start(`${challenge}&scope=read`), 'device_code')
    expect(read(await poll(code, `&code_verifier=${codeVerifier}`))['error']).toBe('authorization_pending')
    for (const path of dialect.documents?.map((document) => document.path) ?? []) {
      const response = await responseOf(grant.handler, requestOf({ method: 'GET', path }))
      expect(read(response)).not.toHaveProperty('code_challenge_methods_supported')
    }
  })

  it.each(['code_verifier', 'verification_number'])('refuses a URL with the secret %s', async (name) => {
    const { grant } = mount()
    const request = { ...formRequest('/token', 'grant_type=x'), query: `${name}=${codeVerifier}` }
    const response = await responseOf(grant.handler, request)
    expect(read(response)).toMatchObject({ error: 'invalid_request' })
  })
})

describe('PKCE and a key together', () => {
  it('need both: the right verifier with the right key', async () => {
    const { host, start, approve, send, proofOf } = await mountDpop()
    const [key, otherKey] = [await createProofKey(host.clock), await createProofKey(host.clock)]
    const started = await start(`${challenge}&dpop_jkt=${key.jkt}`)
    const code = String(started['device_code'])
    expect(code).toMatch(/^[\w-]{65}b$/)
    await approve(started)
    const poll = async (verifier: string | undefined, proof?: string) => {
      const form = new URLSearchParams({ client_id: 'fake-cli', grant_type: deviceCodeGrant, device_code: code })
      if (verifier !== undefined) form.set('code_verifier', verifier)
      const response = await send(formRequest('/token', String(form), proof === undefined ? {} : { dpop: proof }))
      return read(response)['error'] ?? read(response)['token_type']
    }
    const wrong = 'x'.repeat(43)
    expect(await poll(codeVerifier)).toBe('invalid_dpop_proof')
    expect(await poll(undefined)).toBe('invalid_dpop_proof')
    expect(await poll(codeVerifier, await proofOf(otherKey))).toBe('invalid_dpop_proof')
    expect(await poll(undefined, await proofOf(key))).toBe('invalid_grant')
    expect(await poll(wrong, await proofOf(key))).toBe('invalid_grant')
    expect(await poll(wrong, await proofOf(otherKey))).toBe('invalid_dpop_proof')
    const types = host.events.map(({ type }) => type)
    expect(types.filter((type) => type === 'verifierRefused')).toHaveLength(2)
    expect(await poll(codeVerifier, await proofOf(key))).toBe('DPoP')
  })

  it('PK04: a code that is bound to a key alone takes no verifier', async () => {
    const { host, start, approve, poll, send, proofOf } = await mountDpop()
    const key = await createProofKey(host.clock)
    const started = await start(`dpop_jkt=${key.jkt}`)
    await approve(started)
    const form = { client_id: 'fake-cli', grant_type: deviceCodeGrant, device_code: String(started['device_code']) }
    const withVerifier = String(new URLSearchParams({ ...form, code_verifier: codeVerifier }))
    const refused = await send(formRequest('/token', withVerifier, { dpop: await proofOf(key) }))
    expect(read(refused)).toMatchObject({ error: 'invalid_grant' })
    expect((await poll(started, await proofOf(key))).status).toBe(200)
  })
})

describe('the number over HTTP', () => {
  function mountWithNumber() {
    const mounted = mount()
    mounted.host.changeClient('fake-cli', { verificationNumber: true })
    return mounted
  }

  it('XD05: is on the page, and the device gets tokens for it', async () => {
    const { start, poll, decide } = mountWithNumber()
    const started = await start('scope=read')
    expect(read(started)).toMatchObject({ verification_required: true })
    const code = textIn(started, 'device_code')
    const page = await decide(textIn(started, 'user_code'), 'approve')
    const [, shown = ''] = />(\d{3} \d{3})</.exec(page.body) ?? []
    expect(page.body).toContain('Type the number into your device')
    expect(page.body).not.toContain('See your linked devices')
    expect(read(await poll(code))).toMatchObject({ error: 'authorization_pending', verification_required: true })
    // As the person types it.
    const answered = await poll(code, `&verification_number=${encodeURIComponent(shown)}`)
    expect(read(answered)).toMatchObject({ scope: 'read' })
  })

  it('XD05: is no try if it cannot be the number', async () => {
    const { host, start, poll, decide } = mountWithNumber()
    const started = await start('scope=read')
    const code = textIn(started, 'device_code')
    await decide(textIn(started, 'user_code'), 'approve')
    for (const typed of ['12345', '1234567', 'abcdef', '', '%D9%A1%D9%A2%D9%A3%D9%A4%D9%A5%D9%A6']) {
      const response = await poll(code, `&verification_number=${typed}`)
      expect(read(response)).toMatchObject({ error: 'authorization_pending', verification_required: true })
    }
    expect(host.events.filter(({ type }) => type === 'verificationNumberRefused')).toEqual([])
  })

  it('is in the answer of the JSON interface, and only then', async () => {
    const { grant, host, start, browser } = mountWithNumber()
    await browser.signIn(alice)
    const cookie = [...browser.cookies].map((pair) => pair.join('=')).join('; ')
    const json = async (path: string, value: object) =>
      read(await responseOf(grant.handler, jsonRequest(path, value, { cookie, origin: issuer })))
    const decide = async (decision: string) => {
      const started = await start('scope=read')
      const userCode = textIn(started, 'user_code')
      const { ticket } = await json('/device/lookup', { user_code: userCode })
      return json('/device/decision', { user_code: userCode, ticket, decision })
    }
    expect(await decide('approve')).toEqual({
      status: 'approved',
      verification_number: expect.stringMatching(/^\d{6}$/),
    })
    expect(await decide('deny')).toEqual({ status: 'denied' })
    host.changeClient('fake-cli', { verificationNumber: false })
    expect(await decide('approve')).toEqual({ status: 'approved' })
  })

  it('is not asked for in a dialect that cannot ask', async () => {
    const { host, start } = mount([auth0])
    host.changeClient('fake-cli', { verificationNumber: true })
    expect(read(await start('scope=read'))).toMatchObject({ error: 'unauthorized_client' })
  })
})

describe('a text to compare over HTTP', () => {
  const basic = `client_id=fake-backend&client_secret=fake-backend-secret`

  it('is on the page as text, and in the JSON', async () => {
    const { grant, send, browser } = mount()
    const started = await send('/device_authorization', `${basic}&binding_message=Till+4+-+AB12`)
    const userCode = textIn(started, 'user_code')
    await browser.signIn(alice)
    const page = await browser.get(`/device/confirm?user_code=${userCode}`)
    expect(page.body).toContain('<strong><bdi translate="no">Till 4 - AB12</bdi></strong>')
    const cookie = [...browser.cookies].map((pair) => pair.join('=')).join('; ')
    const request = jsonRequest('/device/lookup', { user_code: userCode }, { cookie, origin: issuer })
    expect(read(await responseOf(grant.handler, request))).toMatchObject({ binding_message: 'Till 4 - AB12' })
  })

  it.each([
    ['21 characters', 'x'.repeat(21)],
    ['markup', '<b>'],
    ['an address', 'call evil.example'],
    ['another script', 'Касса'],
    ['a space at the end', 'Till '],
    ['a change of direction', 'abc\u202Edef'],
  ])('is refused with %s', async (_, message) => {
    const { send } = mount()
    const response = await send('/device_authorization', `${basic}&binding_message=${encodeURIComponent(message)}`)
    expect(read(response)).toMatchObject({
      error: 'invalid_request',
      error_description: 'The parameter binding_message is malformed.',
    })
  })

  it('is refused from a public client', async () => {
    const { start } = mount()
    expect(read(await start('binding_message=Till+4'))).toMatchObject({
      error: 'invalid_request',
      error_description: expect.stringContaining('binding_message'),
    })
  })
})
