import { expressMiddleware } from '@devicegrant/adapter-express'
import type { AskedChallenge, ChallengeVerdict, DeviceGrant, DeviceGrantOptions } from '@devicegrant/core'
import { auth0, type Dialect, dreadnode, oracle, rfc8628 } from '@devicegrant/core/dialects'
import type { AuditResponse } from '@devicegrant/testing'
import { describe, expect, it } from 'vitest'
import { createDialectHost, type DialectHost } from './dialect-host.js'
import { express5, expressMount, koa3, koaMount, type OpenDoor, openFetch, openServer } from './doors.js'
import { alice, formType, json } from './flow.js'

// docs/challenge.md, over HTTP: the host lets a person pass a limit once.

const issuer = 'http://127.0.0.1:3000'
const day = 86_400_000
const one = { burst: 1, every: day }
const limits = {
  starts: { perAddress: { burst: 2, every: day } },
  passwords: { perAddress: one },
  userCodes: { perSession: one },
} as const

const doors: Readonly<Record<string, (grant: DeviceGrant) => OpenDoor | Promise<OpenDoor>>> = {
  'Express 5': (grant) => openServer(expressMount(express5)(grant)),
  'Koa 3': (grant) => openServer(koaMount(koa3)(grant)),
  fetch: (grant) => openFetch(grant, issuer),
}

/** A browser at a door: it keeps cookies, and the address that it saw last. */
function createBrowser(door: OpenDoor) {
  const cookies = new Map<string, string>()
  async function send(method: string, url: string, fields?: Record<string, string>): Promise<AuditResponse> {
    const { pathname, search } = new URL(url, issuer)
    const response = await door.send({
      method,
      path: pathname + search,
      headers: [
        ['Origin', issuer],
        ['Cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')],
        ...(fields === undefined ? [] : [formType]),
      ],
      ...(fields !== undefined && { body: String(new URLSearchParams(fields)) }),
    })
    for (const [name, value] of response.headers) {
      const [, cookie = '', kept = ''] = /^([^=]+)=([^;]*)/.exec(value) ?? []
      if (name.toLowerCase() === 'set-cookie') cookies.set(cookie, kept)
    }
    return response
  }
  return {
    get: (url: string) => send('GET', url),
    post: (url: string, fields: Record<string, string>) => send('POST', url, fields),
    /** Opens the sign-in form at this URL, and sends it. */
    async signIn(url: string, password = alice.password): Promise<AuditResponse> {
      const { body } = await send('GET', url)
      const [, action = ''] = /<form method="post" action="([^"]*)"/.exec(body) ?? []
      const field = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(body)?.[1] ?? ''
      const kept = ['user_code', 'step'].filter((name) => field(name) !== '').map((name) => [name, field(name)])
      const fields = { ...Object.fromEntries(kept), csrf: field('csrf'), username: alice.username, password }
      return send('POST', action, fields)
    },
  }
}

const headerOf = ({ headers }: AuditResponse, wanted: string) =>
  headers.find(([name]) => name.toLowerCase() === wanted)?.[1] ?? ''
const locationOf = (response: AuditResponse) => headerOf(response, 'location')

interface Opened extends DialectHost {
  readonly door: OpenDoor
  readonly asked: readonly AskedChallenge[]
  readonly browser: ReturnType<typeof createBrowser>
  /** What the page of the host returns when the person has passed: the URL to go back to. */
  passAt(challengeUri: string): string
}

async function open(
  openDoor: (grant: DeviceGrant) => OpenDoor | Promise<OpenDoor>,
  verdict: ChallengeVerdict = { location: '/captcha' },
  changes: Partial<DeviceGrantOptions> = {},
): Promise<Opened> {
  const asked: AskedChallenge[] = []
  const challenge: DeviceGrantOptions['challenge'] = (what) => {
    asked.push(what)
    return verdict
  }
  const opened = createDialectHost({ limits }, { challenge, ...changes })
  const door = await openDoor(opened.grant)
  return {
    ...opened,
    door,
    asked,
    browser: createBrowser(door),
    passAt(challengeUri) {
      const state = new URL(challengeUri).searchParams.get('state')
      return opened.grant.service.passChallenge(state) ?? 'https://wrong.example'
    },
  }
}

describe.each(Object.entries(doors))('a challenge at %s', (_, openDoor) => {
  it('lets a person sign in on the page, and keeps the code', async () => {
    const { door, browser, passAt, asked } = await open(openDoor)
    await browser.signIn('/device/sign-in', 'wrong')
    const refused = await browser.signIn('/device/sign-in?user_code=WDJB-MJHT')
    expect([refused.status, locationOf(refused)]).toEqual([
      303,
      expect.stringMatching(/^http:\/\/127\.0\.0\.1:3000\/captcha\?state=[\w.-]+$/),
    ])
    const back = passAt(locationOf(refused))
    expect(back).toMatch(/^http:\/\/127\.0\.0\.1:3000\/device\/sign-in\?user_code=WDJB-MJHT&challenge=[\w.-]+$/)
    const signedIn = await browser.signIn(back)
    expect([signedIn.status, locationOf(signedIn)]).toEqual([303, '/device/confirm?user_code=WDJB-MJHT'])
    expect(locationOf(await browser.signIn(back))).toMatch(/captcha/)
    expect(asked).toHaveLength(2)
    await door.close()
  })

  it('leads back to the step of the page that the person asked for', async () => {
    const { door, browser, passAt } = await open(openDoor)
    await browser.signIn('/device/sign-in', 'wrong')
    const refused = await browser.signIn('/device/linked')
    const back = passAt(locationOf(refused))
    expect(new URL(back).pathname).toBe('/device/linked')
    expect(locationOf(await browser.signIn(back))).toBe('/device/linked')
    await door.close()
  })

  it('is not passed by the proof of another browser', async () => {
    const { door, browser, passAt } = await open(openDoor)
    await browser.signIn('/device/sign-in', 'wrong')
    const back = passAt(locationOf(await browser.signIn('/device/sign-in')))
    expect(locationOf(await createBrowser(door).signIn(back))).toMatch(/captcha/)
    expect(locationOf(await browser.signIn(back))).toBe('/device')
    await door.close()
  })

  it('lets a signed-in person type one code more', async () => {
    const { door, browser, passAt, asked } = await open(openDoor)
    const { user_code: userCode = '' } = json(await browser.post('/device_authorization', { client_id: 'fake-cli' }))
    await browser.signIn('/device/sign-in')
    expect((await browser.get('/device/confirm?user_code=WDJB-MJHT')).status).toBe(404)
    const refused = await browser.get(`/device/confirm?user_code=${userCode}`)
    expect(locationOf(refused)).toMatch(/captcha\?state=/)
    const shown = await browser.get(passAt(locationOf(refused)))
    expect([shown.status, shown.body]).toEqual([200, expect.stringContaining('name="ticket"')])
    expect(asked).toMatchObject([{ surface: 'userCode', subject: 'fake-subject-of-alice', because: ['session'] }])
    await door.close()
  })

  it('is a member of the JSON of POST /login, of a look-up, and of a start', async () => {
    const { door, browser, passAt } = await open(openDoor)
    const token = json(await browser.post('/login', alice))['access_token']
    expect((await browser.post('/login', { ...alice, password: 'wrong' })).status).toBe(400)
    const login = await browser.post('/login', alice)
    expect([login.status, json(login)]).toEqual([
      429,
      {
        error: 'temporarily_unavailable',
        error_description: expect.any(String),
        challenge_uri: expect.stringMatching(/^http:\/\/127\.0\.0\.1:3000\/captcha\?state=[\w.-]+$/),
      },
    ])
    expect(Number(headerOf(login, 'retry-after'))).toBeGreaterThan(0)
    const again = passAt(json(login)['challenge_uri'] ?? '')
    expect(new URL(again).pathname).toBe('/login')
    expect((await browser.post(again, alice)).status).toBe(200)
    expect((await browser.post(again, alice)).status).toBe(429)

    const look = (path: string) =>
      door.send({
        method: 'POST',
        path,
        headers: [
          ['Content-Type', 'application/json'],
          ['Authorization', `Bearer ${token}`],
        ],
        body: JSON.stringify({ user_code: 'WDJB-MJHT' }),
      })
    expect((await look('/device/lookup')).status).toBe(404)
    const refused = await look('/device/lookup')
    expect([refused.status, json(refused)['error']]).toEqual([429, 'too_many_attempts'])
    const { pathname, search } = new URL(passAt(json(refused)['challenge_uri'] ?? ''))
    expect(pathname).toBe('/device/lookup')
    expect((await look(pathname + search)).status).toBe(404)
    expect((await look(pathname + search)).status).toBe(429)

    const start = (url: string) => browser.post(url, { client_id: 'fake-cli' })
    for (let count = 0; count < 2; count++) await start('/device_authorization')
    const full = await start('/device_authorization')
    expect(full.status).toBe(429)
    expect((await start(passAt(json(full)['challenge_uri'] ?? ''))).status).toBe(200)
    await door.close()
  })

  it('on another origin follows a page of ours, because a form may not be redirected there', async () => {
    const { door, browser } = await open(openDoor, { location: 'https://captcha.example/check?lang="en"' })
    await browser.signIn('/device/sign-in', 'wrong')
    const refused = await browser.signIn('/device/sign-in')
    expect([refused.status, locationOf(refused)]).toEqual([429, ''])
    expect(Number(headerOf(refused, 'retry-after'))).toBeGreaterThan(0)
    const url = 'https://captcha\\.example/check\\?lang=%22en%22&amp;state=[\\w.-]+"'
    expect(refused.body).toMatch(new RegExp(`http-equiv="refresh" content="0;url=${url}`))
    expect(refused.body).toMatch(new RegExp(`href="${url}`))
    await door.close()
  })

  it('never shows anything of an account', async () => {
    const { door, browser, asked } = await open(openDoor, 'pass', {
      limits: {
        ...limits,
        passwords: { perAddress: one, strangers: { free: 1, first: day, ceiling: day, remember: day } },
      },
    })
    const wrong = await browser.post('/login', { ...alice, password: 'wrong' })
    await browser.post('/login', { ...alice, password: 'wrong' })
    const answers = [
      await browser.post('/login', alice),
      await browser.post('/login', { ...alice, password: 'wrong' }),
      await browser.post('/login', { ...alice, username: 'stranger' }),
    ]
    const seen = ({ status, body }: AuditResponse) => [status, body]
    expect(answers.map(seen)).toEqual([seen(wrong), seen(wrong), seen(wrong)])
    expect(asked).toHaveLength(4)
    expect(JSON.stringify(asked)).not.toMatch(/alice|stranger/)
    await door.close()
  })

  it('does not matter to a device that polls', async () => {
    const { door, browser, asked } = await open(openDoor)
    const { device_code: deviceCode = '' } = json(
      await browser.post('/device_authorization', { client_id: 'fake-cli' }),
    )
    const grantType = 'urn:ietf:params:oauth:grant-type:device_code'
    const poll = () =>
      browser.post('/token?challenge=a', { client_id: 'fake-cli', grant_type: grantType, device_code: deviceCode })
    expect([json(await poll())['error'], json(await poll())['error']]).toEqual(['authorization_pending', 'slow_down'])
    expect(asked).toEqual([])
    await door.close()
  })
})

describe('a challenge with its page in the same Express application', () => {
  it('leads a browser to the page of the host and back, and through the limit', async () => {
    let serve: (state: unknown) => string | undefined = () => undefined
    const app = express5()
    app.get('/captcha', ({ query }, response) => void response.type('html').send(`state ${String(query['state'])}`))
    app.post('/captcha', express5.urlencoded({ extended: false }), ({ body }, response) => {
      const { state, solution } = Object(body)
      response.redirect(303, (solution === 'right' ? serve(state) : undefined) ?? '/device')
    })
    const { door, browser } = await open((grant) => {
      serve = grant.service.passChallenge
      return openServer(app.use(expressMiddleware(grant)))
    })
    await browser.signIn('/device/sign-in', 'wrong')
    const page = locationOf(await browser.signIn('/device/sign-in'))
    const [, state = ''] = /^state (.+)$/.exec((await browser.get(page)).body) ?? []
    expect(locationOf(await browser.post('/captcha', { state, solution: 'wrong' }))).toBe('/device')
    expect(locationOf(await browser.post('/captcha', { state: `${state}x`, solution: 'right' }))).toBe('/device')
    const back = locationOf(await browser.post('/captcha', { state, solution: 'right' }))
    expect(locationOf(await browser.signIn(back))).toBe('/device')
    await door.close()
  })
})

describe('the way back from a challenge', () => {
  it('is always a path of ours, whatever the request had in its query', async () => {
    const { browser, passAt } = await open((grant) => openFetch(grant, issuer))
    await browser.signIn('/device/sign-in')
    const look = (query: string) => browser.get(`/device/confirm?user_code=WDJB-MJHT&${query}`)
    await look('')
    for (const query of [
      'next=//evil.example',
      'challenge=https://evil.example',
      'challenge=a&challenge=b',
      '%0d%0aSet-Cookie:a=b',
      'return_to=https%3A%2F%2Fevil.example',
      'a='.padEnd(4_000, 'x'),
    ]) {
      const back = passAt(locationOf(await look(query)))
      expect(back).toMatch(/^http:\/\/127\.0\.0\.1:3000\/device\/confirm(\?user_code=WDJB-MJHT&|\?)challenge=[\w.-]+$/)
    }
  })

  it('is below the path of the mount', async () => {
    const { door, browser, passAt } = await open(
      (grant) => openServer(expressMount(express5, [], '/auth')(grant)),
      undefined,
      {
        baseUrl: `${issuer}/auth`,
      },
    )
    await browser.signIn('/auth/device/sign-in', 'wrong')
    const refused = await browser.signIn('/auth/device/sign-in')
    expect(locationOf(refused)).toMatch(/^http:\/\/127\.0\.0\.1:3000\/captcha/)
    const back = passAt(locationOf(refused))
    expect(new URL(back).pathname).toBe('/auth/device/sign-in')
    expect(locationOf(await browser.signIn(back))).toBe('/auth/device')
    const login = await browser.post('/auth/login', alice)
    expect(new URL(passAt(json(login)['challenge_uri'] ?? '')).pathname).toBe('/auth/login')
    await door.close()
  })
})

describe('a start in every dialect', () => {
  it.each<[string, Record<string, string>, Dialect]>([
    ['/device_authorization', { client_id: 'fake-cli' }, rfc8628],
    ['/oauth/device/code', { client_id: 'fake-cli' }, auth0],
    ['/oauth2/v1/device', { client_id: 'fake-cli', response_type: 'device_code', scope: 'read' }, oracle],
    ['/api/v1/auth/device/code', {}, dreadnode],
  ])('at %s names the page of the challenge', async (path, fields, { schemas }) => {
    const { browser } = await open((grant) => openFetch(grant, issuer))
    const answers = []
    for (let count = 0; count < 3; count++) answers.push(await browser.post(path, fields))
    const [, , refused] = answers
    expect([429, 503]).toContain(refused?.status)
    const body: unknown = JSON.parse(refused?.body ?? '')
    expect(body).toHaveProperty('challenge_uri')
    expect(schemas.problem.safeParse(body).error).toBeUndefined()
  })
})
