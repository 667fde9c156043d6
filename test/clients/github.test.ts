import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createOAuthDeviceAuth } from '@octokit/auth-oauth-device'
import { refreshToken } from '@octokit/oauth-methods'
import { request } from '@octokit/request'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import * as z from 'zod'
import { decideInBrowser } from '../support/browser-forms.js'
import { skipClientWaits } from '../support/client-time.js'
import type { ExpressHost } from '../support/express-host.js'
import {
  githubApp,
  githubAppSecret,
  type NameProxy,
  oauthApp,
  startGithubHost,
  startNameProxy,
} from '../support/github-host.js'
import { membersOf } from '../support/json.js'

let host: ExpressHost

beforeEach(async () => {
  host = await startGithubHost()
})

afterEach(async () => {
  vi.unstubAllGlobals()
  await host.close()
})

const decide = (userCode: string, decision: 'approve' | 'deny') =>
  decideInBrowser(host.issuer, userCode, decision, undefined, '/login/device')

describe('@octokit/auth-oauth-device, unmodified', () => {
  let heard: string[]

  beforeEach(() => {
    heard = []
  })

  /** The request function of octokit. Writes down the `error` of every response, or the status of a success. */
  const requestOf = (change: (headers: Headers) => void = () => {}) =>
    request.defaults({
      baseUrl: host.issuer,
      request: {
        fetch: async (url: string, init: RequestInit) => {
          const response = await fetch(url, init)
          const { error } = await membersOf(response.clone())
          heard.push(String(error ?? response.status))
          const headers = new Headers(response.headers)
          change(headers)
          return new Response(response.body, { status: response.status, headers })
        },
      },
    })

  /** Signs in as an OAuth app. At this wait of the client, the person decides. */
  function signIn(decision: 'approve' | 'deny', atWait: number, steps: (count: number, asked: number) => number) {
    let userCode = ''
    skipClientWaits(async (milliseconds, count) => {
      host.clock.advance(steps(count, milliseconds))
      if (count === atWait) await decide(userCode, decision)
    })
    const auth = createOAuthDeviceAuth({
      clientType: 'oauth-app',
      clientId: oauthApp.clientId,
      scopes: ['repo', 'gist'],
      request: requestOf(),
      onVerification: (verification) => {
        userCode = verification.user_code
        expect(verification.verification_uri).toBe(`${host.issuer}/login/device`)
      },
    })
    return auth({ type: 'oauth' })
  }
  const asAsked = (_: number, asked: number) => asked

  it('signs in: pending, then approved on the page', async () => {
    expect(await signIn('approve', 2, asAsked)).toMatchObject({
      type: 'token',
      tokenType: 'oauth',
      clientType: 'oauth-app',
      token: expect.any(String),
      // It splits at spaces, and GitHub writes commas: so it is with GitHub too.
      scopes: ['repo,gist'],
    })
    expect(heard).toEqual(['200', 'authorization_pending', 'authorization_pending', '200'])
  })

  it('receives the denial of the person', async () => {
    await expect(signIn('deny', 1, asAsked)).rejects.toMatchObject({ response: { data: { error: 'access_denied' } } })
    expect(heard).toEqual(['200', 'authorization_pending', 'access_denied'])
  })

  it('learns that the code has expired', async () => {
    const expired = signIn('approve', 9, (count, asked) => (count === 2 ? 1_000_000 : asked))
    await expect(expired).rejects.toMatchObject({ response: { data: { error: 'expired_token' } } })
  })

  it('slows down once when its clock runs fast, and still signs in', async () => {
    // Its first wait of five seconds is one second to the server. Then it waits twelve, which is more than the new interval.
    const tokens = await signIn('approve', 2, (count, asked) => (count === 1 ? 1_000 : asked))
    expect(tokens.token).toBeTypeOf('string')
    expect(heard).toEqual(['200', 'authorization_pending', 'slow_down', '200'])
  })

  it.each([
    ['an unknown client', 'nobody', 404, 'incorrect_client_credentials'],
    ['a client without the device flow', 'web-only', 400, 'device_flow_disabled'],
  ])('learns about %s', async (_, clientId, status, error) => {
    const onVerification = () => {}
    const auth = createOAuthDeviceAuth({ clientType: 'oauth-app', clientId, request: requestOf(), onVerification })
    await expect(auth({ type: 'oauth' })).rejects.toMatchObject({ status, response: { data: { error } } })
  })

  describe('as a GitHub App, whose tokens expire', () => {
    const signInWith = (change?: (headers: Headers) => void) =>
      createOAuthDeviceAuth({
        clientType: 'github-app',
        clientId: githubApp.clientId,
        request: requestOf(change),
        onVerification: async ({ user_code: userCode }) => void (await decide(userCode, 'approve')),
      })({ type: 'oauth' })

    it('signs in, learns when both tokens expire, and refreshes', async () => {
      const tokens = await signInWith()
      if (!('refreshToken' in tokens)) throw new Error('there is no refresh token')
      expect(Date.parse(tokens.expiresAt)).toBeGreaterThan(Date.now())
      expect(Date.parse(tokens.refreshTokenExpiresAt)).toBeGreaterThan(Date.parse(tokens.expiresAt))
      const { authentication } = await refreshToken({
        clientType: 'github-app',
        clientId: githubApp.clientId,
        clientSecret: githubAppSecret,
        refreshToken: tokens.refreshToken,
        request: requestOf(),
      })
      expect(authentication.token).not.toBe(tokens.token)
      expect(authentication.refreshToken).not.toBe(tokens.refreshToken)
      const spent = refreshToken({
        clientType: 'github-app',
        clientId: githubApp.clientId,
        clientSecret: githubAppSecret,
        refreshToken: 'example',
        request: requestOf(),
      })
      await expect(spent).rejects.toMatchObject({ response: { data: { error: 'bad_refresh_token' } } })
    })

    it('stops if the server has no Date header', async () => {
      await expect(signInWith((headers) => headers.delete('date'))).rejects.toThrow('Invalid time value')
    })
  })
})

const gcmCodes = z.object({
  device_code: z.string(),
  user_code: z.string(),
  verification_uri: z.string(),
  expires_in: z.int(),
  interval: z.int().default(0),
})
const gcmTokens = z.object({ access_token: z.string(), token_type: z.string(), scope: z.string().optional() })

/** The device flow as git-credential-manager does it: JSON only, and the first poll at once. */
async function gcmLogin(server: string, shown: (userCode: string) => void): Promise<z.infer<typeof gcmTokens>> {
  const send = async (path: string, fields: Readonly<Record<string, string>>) => {
    const headers = { accept: 'application/json' }
    const response = await fetch(server + path, { method: 'POST', headers, body: new URLSearchParams(fields) })
    return membersOf(response)
  }
  const app = { client_id: oauthApp.clientId }
  const codes = gcmCodes.parse(await send('/login/device/code', { ...app, scope: 'repo gist' }))
  shown(codes.user_code)
  for (;;) {
    const grantType = 'urn:ietf:params:oauth:grant-type:device_code'
    const poll = { ...app, grant_type: grantType, device_code: codes.device_code }
    const answered = await send('/login/oauth/access_token', poll)
    const { error } = answered
    if (error === undefined) return gcmTokens.parse(answered)
    if (error !== 'authorization_pending') throw new Error(String(error))
    await new Promise((resolve) => setTimeout(resolve, codes.interval * 1_000))
  }
}

describe('git-credential-manager, as its sources describe it', () => {
  it.each([
    ['approve', { token_type: 'bearer', scope: 'repo,gist' }],
    ['deny', 'access_denied'],
  ] as const)('hears the decision of the person: %s', async (decision, outcome) => {
    let userCode = ''
    skipClientWaits(async (milliseconds, count) => {
      host.clock.advance(milliseconds)
      if (count === 2) await decide(userCode, decision)
    })
    const ended = gcmLogin(host.issuer, (code) => {
      userCode = code
    })
    await (typeof outcome === 'string'
      ? expect(ended).rejects.toThrow(outcome)
      : expect(ended).resolves.toMatchObject(outcome))
  })
})

// Debian has it as the package gh. Without it these tests are skipped: the other clients here do not need it.
const hasGh = spawnSync('gh', ['--version']).status === 0

describe.skipIf(!hasGh)('gh, unmodified, where it is installed', () => {
  let proxy: NameProxy
  let home: string

  // gh takes no port in the name of a host. The proxy brings what it sends to github.localhost to the port of the test.
  const openProxy = () =>
    startNameProxy(host.issuer, (url) => {
      if (url.endsWith('/login/oauth/access_token')) host.clock.advance(1_000)
    })

  beforeEach(async () => {
    home = mkdtempSync(join(tmpdir(), 'gh-'))
    proxy = await openProxy()
  })

  afterEach(async () => {
    await proxy.close()
    rmSync(home, { recursive: true })
  })

  /** Runs it. `hear` gets everything that it has printed, and can end it. */
  function run(args: readonly string[], hear: (printed: string, end: () => void) => void = () => {}) {
    const env = {
      PATH: process.env['PATH'],
      HOME: home,
      GH_CONFIG_DIR: home,
      GH_NO_UPDATE_NOTIFIER: '1',
      http_proxy: proxy.address,
    }
    return new Promise<{ readonly code: number | null; readonly printed: string }>((resolve) => {
      const child = spawn('gh', args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
      let printed = ''
      const read = (chunk: unknown) => {
        printed += String(chunk)
        hear(printed, () => child.kill())
      }
      child.stdout.on('data', read)
      child.stderr.on('data', read)
      child.on('close', (code) => resolve({ code, printed }))
    })
  }

  const loginWeb = ['auth', 'login', '--hostname', 'github.localhost', '--web', '--git-protocol', 'https']

  function login(decision: 'approve' | 'deny') {
    let shown: string | undefined
    return run(loginWeb, (printed) => {
      const [, userCode] = /one-time code: (\S+)\s/.exec(printed) ?? []
      if (userCode === undefined || shown !== undefined) return
      shown = userCode
      void decide(userCode, decision)
    })
  }

  it('signs in, and knows who it is', async () => {
    const { code, printed } = await login('approve')
    expect(printed).toContain(`${host.issuer}/login/device`)
    expect(printed).toContain('Authentication complete.')
    expect(printed).toContain('Logged in as alice')
    expect(code).toBe(0)
    expect(proxy.seen[0]).toBe('POST http://github.localhost/login/device/code 200')
    expect(proxy.seen.at(-1)).toBe('POST http://api.github.localhost/graphql 200')
    const status = await run(['auth', 'status', '--hostname', 'github.localhost'])
    expect(status.printed).toContain('Logged in to github.localhost as alice')
    expect(status.printed).toContain('Token scopes: repo, read:org, gist')
    expect((await run(['api', '--hostname', 'github.localhost', 'user'])).printed).toBe('{"login":"alice"}')
  })

  it('receives the denial of the person', async () => {
    const { code, printed } = await login('deny')
    expect(printed).toContain('The authorization was denied. (access_denied)')
    expect(code).toBe(1)
  })

  it('shows that the server refuses a scope', async () => {
    await Promise.all([proxy.close(), host.close()])
    host = await startGithubHost({ scopes: ['repo'] })
    proxy = await openProxy()
    const { code, printed } = await run(loginWeb)
    expect(printed).toContain('(invalid_scope)')
    expect(code).toBe(1)
  })

  it.each([
    ['does not know it', { disabled: true }, 404],
    ['has no device flow for it', { grantTypes: [] }, 400],
  ] as const)('tries the browser flow of GitHub if the server %s', async (_, change, status) => {
    await Promise.all([proxy.close(), host.close()])
    host = await startGithubHost(change)
    proxy = await openProxy()
    const { printed } = await run(loginWeb, (text, end) => {
      if (text.includes('/login/oauth/authorize')) end()
    })
    expect(printed).toContain('http://github.localhost/login/oauth/authorize?')
    expect(proxy.seen).toEqual([`POST http://github.localhost/login/device/code ${status}`])
  })
})
