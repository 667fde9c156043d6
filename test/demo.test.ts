import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { decideInBrowser } from './support/browser-forms.js'
import { approved, link, meWith, post, redeem, refresh } from './support/demo-flow.js'
import { type RunningDemo, runDemo, runLogin, startDemo } from './support/demo-process.js'
import { membersOf } from './support/json.js'

const frameworks = ['express', 'koa', 'node']
const secret = 'a secret that everybody may know, since it is for tests'

const patch = (url: string, change: object) =>
  fetch(url, { method: 'PATCH', headers: { 'content-type': 'application/json' }, body: JSON.stringify(change) })

const signIn = async (issuer: string): Promise<string> => (await link(issuer)).access

// One process serves all these tests.
describe.each(frameworks)('the demo in %s', (framework) => {
  let demo: RunningDemo

  beforeAll(async () => {
    demo = await startDemo({ POLL_INTERVAL: '1', FRAMEWORK: framework })
  })
  afterAll(() => demo.stop('SIGKILL'))

  it('says first where it listens, serves a whole sign-in, and knows who it was', async () => {
    const { firstLines, address } = demo
    expect(firstLines[0]).toBe(`devicegrant demo listening on ${address}`)
    expect(await (await fetch(`${address}/healthz`)).json()).toEqual({ status: 'ok' })
    const me = await fetch(`${address}/me`, { headers: { authorization: `Bearer ${await signIn(address)}` } })
    expect(await me.json()).toEqual({ sub: 'user-alice', username: 'alice', client_id: 'demo-cli', scope: 'read' })
    expect((await fetch(`${address}/me`)).status).toBe(401)
  })

  it('signs the command-line client in once, and out', async () => {
    const { address } = demo
    const folder = await mkdtemp(join(tmpdir(), 'devicegrant-login-'))
    const run = (...words: string[]) =>
      runLogin([...words, address], folder, (userCode) => decideInBrowser(address, userCode, 'approve'))
    const scope = 'openid profile read offline_access'
    const first = await run()
    expect(first).toMatchObject({
      code: 0,
      output: expect.stringContaining(`Signed in as alice, with the scope: ${scope}`),
    })
    expect(await run()).toEqual({
      code: 0,
      output: `Already signed in as alice, with the scope: ${scope}\nSign out with: npm run login -- logout\n`,
      errors: '',
    })
    expect(await run('whoami')).toMatchObject({ code: 0, output: `Signed in as alice, with the scope: ${scope}\n` })
    expect(await run('logout')).toMatchObject({ code: 0, output: 'Signed out, here and at the server.\n' })
    expect(await run('whoami')).toMatchObject({ code: 9, output: expect.stringContaining('You are not signed in.') })
    await rm(folder, { recursive: true })
  })

  it('says why the command-line client is not signed in', async () => {
    const { address } = demo
    const folder = await mkdtemp(join(tmpdir(), 'devicegrant-login-'))
    const denied = await runLogin([address], folder, (userCode) => decideInBrowser(address, userCode, 'deny'))
    expect(denied).toMatchObject({ code: 3, output: expect.stringContaining('The request was denied') })
    const away = await runLogin(['http://127.0.0.1:1'], folder)
    expect(away).toMatchObject({ code: 5, output: expect.stringContaining('Start it with: npm start') })
    const wrong = await runLogin(['sign-in'], folder)
    expect(wrong).toMatchObject({ code: 2, errors: expect.stringContaining('usage: npm run login') })
    await rm(folder, { recursive: true })
  })

  it('signs ID tokens with RS256, and says at /userinfo who the person is', async () => {
    const { address } = demo
    const { body } = await post(`${address}/token`, await approved(address, { scope: 'openid profile' }))
    const keys = createRemoteJWKSet(new URL(`${address}/jwks`))
    const { payload } = await jwtVerify(String(body['id_token']), keys, { issuer: address, algorithms: ['RS256'] })
    const person = { sub: 'user-alice', name: 'Alice Archer', preferred_username: 'alice' }
    expect(payload).toMatchObject({ ...person, aud: 'demo-cli' })
    const response = await fetch(`${address}/userinfo`, {
      headers: { authorization: `Bearer ${body['access_token']}` },
    })
    expect(await response.json()).toEqual(person)
  })

  it('accepts its resources at /me beside itself', async () => {
    const { address } = demo
    const resource = 'https://api.yotoplay.com'
    const { access } = await redeem(address, await approved(address, { resource }))
    expect((await meWith(address, access)).status).toBe(200)
  })

  it('shows no fixtures that can be changed', async () => {
    expect((await patch(`${demo.address}/demo/accounts/alice`, { disabled: true })).status).toBe(404)
  })

  it('says so when its port is taken', async () => {
    const { code, errors } = await runDemo({ PORT: new URL(demo.address).port })
    expect({ code, errors }).toMatchObject({ code: 1, errors: expect.stringContaining('Set PORT to another port') })
  })
})

// The first tests put back the fixtures that they change. The last one leaves them changed.
describe.each(frameworks)('the demo in %s with DEMO_ADMIN', { tags: ['thorough'] }, (framework) => {
  let demo: RunningDemo

  beforeAll(async () => {
    demo = await startDemo({ DEMO_ADMIN: 'on', FRAMEWORK: framework })
  })
  afterAll(() => demo.stop('SIGKILL'))

  it.each([
    ['an account is disabled', 'accounts/alice', { disabled: true }, { disabled: false }],
    [
      'a password is changed',
      'accounts/alice',
      { password: 'an entirely new one' },
      { password: 'correct horse battery staple' },
    ],
    ['a client is disabled', 'clients/demo-cli', { disabled: true }, { disabled: false }],
    ['what an address got is revoked', 'clients/demo-cli', { revoke: { network: '127.0.0.0/8' } }, {}],
  ] as const)('ends for good what was granted before %s', async (_, fixture, change, back) => {
    const { address } = demo
    const waiting = await approved(address)
    const { access, refresh: token } = await link(address, 'read offline_access')
    expect((await patch(`${address}/demo/${fixture}`, change)).status).toBe(200)
    expect((await patch(`${address}/demo/${fixture}`, back)).status).toBe(200)
    expect((await meWith(address, access)).status).toBe(401)
    expect(await refresh(address, token)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
    expect(await post(`${address}/token`, waiting)).toMatchObject({ status: 400, body: { error: 'access_denied' } })
  })

  it('tells people about approvals, and the link in the mail ends the grant without a sign-in', async () => {
    const { address } = demo
    const { access } = await link(address, 'read offline_access')
    const { mails } = JSON.parse(await (await fetch(`${address}/demo/mails/alice`)).text())
    const [, notMe = ''] = /end its access now:\n(\S+)\n/.exec(mails[0].text) ?? []
    expect((await fetch(notMe)).status).toBe(200)
    expect((await meWith(address, access)).status).toBe(200)
    const { origin, pathname, searchParams } = new URL(notMe)
    const form = { method: 'POST', headers: { origin }, body: new URLSearchParams(searchParams) }
    const ended = await fetch(origin + pathname, form)
    expect(await ended.text()).toContain('Its access has ended')
    expect((await meWith(address, access)).status).toBe(401)
    const wrong = await patch(`${address}/demo/clients/demo-cli`, { revoke: { network: 'somewhere' } })
    expect(wrong.status).toBe(400)
  })

  it('lets fixtures be changed', async () => {
    const { address } = demo
    const token = await signIn(address)
    const changed = await patch(`${address}/demo/accounts/alice`, { disabled: true })
    expect(await changed.json()).toMatchObject({ username: 'alice', disabled: true })
    expect((await fetch(`${address}/me`, { headers: { authorization: `Bearer ${token}` } })).status).toBe(401)
    await patch(`${address}/demo/accounts/bob`, { password: 'an entirely new one' })
    expect((await post(`${address}/login`, { username: 'bob', password: 'an entirely new one' })).status).toBe(200)
    await patch(`${address}/demo/clients/demo-cli`, { grant_types: [] })
    const { body } = await post(`${address}/device_authorization`, { client_id: 'demo-cli' })
    expect(body['error']).toBe('unauthorized_client')
    expect((await patch(`${address}/demo/accounts/alice`, { admin: true })).status).toBe(400)
    expect((await patch(`${address}/demo/accounts/nobody`, { disabled: true })).status).toBe(404)
    expect((await patch(`${address}/demo/nothing`, { disabled: true })).status).toBe(404)
    const broken = { method: 'PATCH', headers: { 'content-type': 'application/json' }, body: '{"disabled":' }
    expect((await fetch(`${address}/demo/accounts/bob`, broken)).status).toBe(400)
  })
})

// Each of these needs a process with settings of its own.
describe('the demo server', { tags: ['thorough'] }, () => {
  const running: RunningDemo[] = []

  async function start(environment: Record<string, string> = {}): Promise<RunningDemo> {
    const demo = await startDemo(environment)
    running.push(demo)
    return demo
  }

  afterEach(async () => {
    await Promise.all(running.splice(0).map((demo) => demo.stop('SIGKILL')))
  })

  it.each(frameworks)(
    'serves everything below the path of its issuer, and the metadata at the root too: %s',
    async (framework) => {
      const { firstLines, address } = await start({ ISSUER: 'https://login.example.com/auth', FRAMEWORK: framework })
      expect(firstLines.slice(0, 2)).toEqual([
        'devicegrant demo listening on https://login.example.com/auth',
        `bound to ${address}`,
      ])
      const document = await fetch(`${address}/.well-known/oauth-authorization-server/auth`)
      expect(await document.json()).toMatchObject({
        issuer: 'https://login.example.com/auth',
        token_endpoint: 'https://login.example.com/auth/token',
      })
      expect((await fetch(`${address}/auth/.well-known/openid-configuration`)).status).toBe(200)
      const { status, body } = await post(`${address}/auth/device_authorization`, { client_id: 'demo-cli' })
      expect(status).toBe(200)
      expect(body['verification_uri']).toBe('https://login.example.com/auth/device')
      expect((await post(`${address}/auth/token`, {})).status).toBe(400)
      expect((await fetch(`${address}/device`)).status).toBe(404)
      const page = await fetch(`${address}/auth/device/sign-in`)
      expect(page.headers.get('set-cookie')).toMatch(/^__Host-.+; Path=\/; HttpOnly; Secure; SameSite=Lax$/)
    },
  )

  it('keeps a device signed in until REFRESH_TOKEN_LIFETIME is over, and no longer', async () => {
    const { address } = await start({ REFRESH_TOKEN_LIFETIME: '2', ACCESS_TOKEN_LIFETIME: '1' })
    let token = (await link(address, 'read offline_access')).refresh
    const began = Date.now()
    for (;;) {
      const { status, body } = await refresh(address, token)
      if (status !== 200) {
        expect(body['error']).toBe('invalid_grant')
        break
      }
      token = String(body['refresh_token'])
      if (Date.now() - began > 20_000) throw new Error('the refresh tokens never end')
    }
  })

  it.each(['127.0.0.1', '127.0.0.0/8', 'loopback'])('believes X-Forwarded-For of %s only', async (TRUST_PROXY) => {
    const { address } = await start({ TRUST_PROXY })
    const login = await post(`${address}/login`, { username: 'alice', password: 'correct horse battery staple' })
    const started = await fetch(`${address}/device_authorization`, {
      method: 'POST',
      headers: { 'x-forwarded-for': '198.51.100.9, 203.0.113.7' },
      body: new URLSearchParams({ client_id: 'demo-cli' }),
    })
    const { user_code: userCode } = await membersOf(started)
    const view = await fetch(`${address}/device/lookup`, {
      method: 'POST',
      headers: { authorization: `Bearer ${login.body['access_token']}`, 'content-type': 'application/json' },
      body: JSON.stringify({ user_code: userCode }),
    })
    expect(await view.json()).toMatchObject({ requester: { ip: '203.0.113.7' } })
  })

  it('answers a request that comes while it starts', async () => {
    const placeholder = createServer().listen(0, '127.0.0.1')
    await once(placeholder, 'listening')
    const address = placeholder.address()
    if (address === null || typeof address === 'string') throw new Error('the server has no port')
    placeholder.close()
    const starting = start({ PORT: String(address.port) })
    const ask = () => fetch(`http://127.0.0.1:${address.port}/healthz`).catch(() => undefined)
    let answer = await ask()
    while (answer === undefined) answer = await ask()
    expect(answer.status).toBe(200)
    await starting
  })

  const signals = ['SIGTERM', 'SIGINT'] as const
  const ends = frameworks.flatMap((framework) => signals.map((signal) => [framework, signal] as const))
  it.each(ends)('ends cleanly in %s on %s, even if it is sent twice', async (framework, signal) => {
    const demo = await startDemo({ FRAMEWORK: framework })
    // A request without its body holds the server until both signals are sent: one that came while the process ends would
    // kill it.
    const { hostname, port } = new URL(demo.address)
    const socket = connect(Number(port), hostname)
    const head = ['POST /token HTTP/1.1', 'Host: x', 'Content-Length: 1', 'Expect: 100-continue', '', '']
    socket.write(head.join('\r\n'))
    await once(socket, 'data')
    const ended = demo.stop(signal)
    void demo.stop(signal)
    socket.write('x')
    expect(await ended).toMatchObject({ code: 0, errors: '' })
  })

  it.each([
    ['PORT', { PORT: '70000' }, '"70000"; allowed is a whole number from 0 to 65535'],
    ['ISSUER', { ISSUER: 'http://example.com' }, 'allowed is an https URL, or http on localhost'],
    ['FRAMEWORK', { FRAMEWORK: 'hapi' }, '"hapi"; allowed is express, koa or node'],
    ['DEVICEGRANT_SECRET', { DEVICEGRANT_SECRET: 'too-short-a-secret' }, '32 random characters at least'],
    ['DEVICEGRANT_SIGNING_KEY', { DEVICEGRANT_SIGNING_KEY: '{"d":"too-short-a-secret' }, 'one JSON Web Key'],
    ['DEVICEGRANT_SIGNING_KEY', { DEVICEGRANT_SIGNING_KEY: '{"kty":"EC","x":"too-short-a-secret"}' }, 'a private JWK'],
    ['DATABASE_URL', { DATABASE_URL: 'mysql://too-short-a-secret@db' }, 'a URL that begins with postgres://'],
    ['DEVICE_CODE_LIFETIME', { DEVICE_CODE_LIFETIME: '4' }, 'a whole number from 5 to 3600'],
    ['POLL_INTERVAL', { POLL_INTERVAL: '1.5' }, 'a whole number from 1 to 60'],
    ['REFRESH_TOKEN_LIFETIME', { REFRESH_TOKEN_LIFETIME: '1.5' }, 'a whole number from 1 to 315360000'],
    ['ACCESS_TOKEN_LIFETIME', { ACCESS_TOKEN_LIFETIME: '0' }, 'a whole number from 1 to 31536000'],
    ['TRUST_PROXY', { TRUST_PROXY: 'proxy.local' }, 'allowed is IP addresses, ranges such as 10.0.0.0/8'],
    ['DEMO_ADMIN', { DEMO_ADMIN: 'yes' }, 'on or off'],
    ['PLAYGROUND', { PLAYGROUND: 'yes' }, 'on or off'],
    ['REDIS_URL', { REDIS_URL: 'http://too-short-a-secret@db' }, 'redis://user:password@host:port/database'],
    [
      'DEVICEGRANT_SECRET',
      { REDIS_URL: 'redis://:too-short-a-secret@db' },
      'given nothing; allowed is 32 random characters',
    ],
    [
      'DATABASE_URL',
      { REDIS_URL: 'redis://db', DATABASE_URL: 'postgres://too-short-a-secret@db', DEVICEGRANT_SECRET: secret },
      'nothing beside REDIS_URL',
    ],
    ['ISSUER', { HOST: '0.0.0.0' }, 'given nothing; allowed is the https URL by which HOST is reached'],
  ])('refuses a wrong %s at once and says what is allowed', async (name, environment, message) => {
    const { code, output, errors } = await runDemo(environment)
    expect({ code, output }).toEqual({ code: 1, output: '' })
    expect(errors.toLowerCase()).toContain(name.toLowerCase())
    expect(errors).toContain(message)
    expect(errors).not.toContain('too-short-a-secret')
  })
})
