import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  AccessDeniedException,
  AuthorizationPendingException,
  CreateTokenCommand,
  RegisterClientCommand,
  SSOOIDCClient,
  StartDeviceAuthorizationCommand,
} from '@aws-sdk/client-sso-oidc'
import { createHttpHeaders, type HttpClient } from '@azure/core-rest-pipeline'
import { DeviceCodeCredential } from '@azure/identity'
import { type INetworkModule, type NetworkResponse, PublicClientApplication } from '@azure/msal-node'
import KeycloakAdminClient from '@keycloak/keycloak-admin-client'
import { createOAuthDeviceAuth } from '@octokit/auth-oauth-device'
import { request } from '@octokit/request'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { decideAt, decideInBrowser } from '../support/browser-forms.js'
import { meWith } from '../support/demo-flow.js'
import { type RunningDemo, startDemo } from '../support/demo-process.js'
import { startApiInFrontOf } from '../support/gh-api.js'
import { startNameProxy } from '../support/github-host.js'
import { runProgram } from '../support/sign-in-program.js'
import { TraktClient } from '../support/trakt-client.js'

// Clients of other systems, unmodified, at the demo. Their waits are real, and the interval is one second.

const cases = ['approve', 'deny'] as const
const ghClient = '178c6fc778ccc68e1d6a'

function serveDemo(environment: Readonly<Record<string, string>> = {}): () => RunningDemo {
  let demo: RunningDemo | undefined
  beforeAll(async () => {
    demo = await startDemo({ POLL_INTERVAL: '1', ...environment })
  })
  afterAll(() => demo?.stop('SIGKILL'))
  return () => {
    if (demo === undefined) throw new Error('the demo does not run')
    return demo
  }
}

let home: string
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'devicegrant-clients-'))
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

describe('the demo by default', () => {
  const demo = serveDemo()

  describe.each(cases)('%s:', (decision) => {
    it('@octokit/auth-oauth-device', async () => {
      const { address } = demo()
      const signedIn = createOAuthDeviceAuth({
        clientType: 'oauth-app',
        clientId: ghClient,
        scopes: ['repo'],
        request: request.defaults({ baseUrl: address }),
        onVerification: async ({ user_code: userCode, verification_uri: page }) => {
          expect(page).toBe(`${address}/login/device`)
          await decideInBrowser(address, userCode, decision, undefined, '/login/device')
        },
      })({ type: 'oauth' })
      if (decision === 'deny') return expect(signedIn).rejects.toThrow('access_denied')
      expect((await meWith(address, (await signedIn).token)).status).toBe(200)
    })

    it('npm login', async () => {
      const { address } = demo()
      const own = mkdtempSync(join(home, 'npm-'))
      const npm = (...args: string[]) => [...args, '--registry', address, '--no-update-notifier']
      const { status, output, errors } = await runProgram(own, 'npm', npm('login', '--auth-type=web'), {
        shows: /(http\S+\/login\/cli\S+)/,
        shown: (url) => decideAt(url, decision),
      })
      expect(output + errors).not.toMatch(/username|password/i)
      if (decision === 'deny') return expect([status, errors]).toEqual([1, expect.stringContaining('Invalid response')])
      expect([status, output]).toEqual([0, expect.stringContaining(`Logged in on ${address}`)])
      const whoami = await runProgram(own, 'npm', npm('whoami'))
      expect(whoami).toMatchObject({ status: 0, output: expect.stringMatching(/^alice$/m) })
    })

    // Debian has it as the package gh.
    it.skipIf(spawnSync('gh', ['--version']).status !== 0)('gh', async () => {
      const { address } = demo()
      // gh takes no port in the name of a host, and asks the API who signed in. The demo has no API of GitHub.
      const front = await startApiInFrontOf(address)
      const proxy = await startNameProxy(front.address, () => {})
      const settings = { GH_CONFIG_DIR: join(home, `gh-${decision}`), http_proxy: proxy.address }
      const login = ['auth', 'login', '--hostname', 'github.localhost', '--web', '--git-protocol', 'https']
      const { status, errors } = await runProgram(home, 'gh', login, {
        settings,
        shown: (userCode) => decideInBrowser(address, userCode, decision, undefined, '/login/device'),
      })
      await Promise.all([proxy.close(), front.close()])
      if (decision === 'deny') return expect([status, errors]).toEqual([1, expect.stringContaining('(access_denied)')])
      expect([status, errors]).toEqual([0, expect.stringContaining('Logged in as alice')])
    })
  })

  describe('@keycloak/keycloak-admin-client', () => {
    const signIn = async (password: string) => {
      const admin = new KeycloakAdminClient({ baseUrl: demo().address, realmName: 'master' })
      const credentials = { clientId: 'admin-cli', clientSecret: 'admin-cli-secret', username: 'alice', password }
      await admin.auth({ ...credentials, grantType: 'password' })
      return admin
    }

    it('signs in at the realm master, and refreshes', async () => {
      const admin = await signIn('correct horse battery staple')
      const { accessToken, refreshToken } = admin
      expect(admin.isRefreshTokenExpired()).toBe(false)
      vi.useFakeTimers({ now: Date.now() + 598_000, toFake: ['Date'] })
      expect(await admin.getAccessToken()).not.toBe(accessToken)
      expect(admin.refreshToken).not.toBe(refreshToken)
      vi.useRealTimers()
    })

    it('learns that the password is wrong', async () => {
      await expect(signIn('wrong')).rejects.toMatchObject({ responseData: { error: 'invalid_grant' } })
    })
  })
})

describe('the demo behind https', () => {
  const issuer = 'https://login.example.com'
  const demo = serveDemo({ ISSUER: issuer })
  const real = globalThis.fetch
  // MSAL takes https only. What stands between is the proxy that a public server has.
  const send = (url: string, init?: RequestInit) => real(url.replace(issuer, demo().address), init)

  afterEach(() => {
    vi.unstubAllGlobals()
  })

  it.each(cases)('MSAL Node at the tenant contoso: %s', async (decision) => {
    const exchange = async <T>(method: string, url: string, options: object = {}): Promise<NetworkResponse<T>> => {
      const response = await send(url, { method, ...options })
      return {
        status: response.status,
        headers: Object.fromEntries(response.headers),
        body: JSON.parse(await response.text()),
      }
    }
    const networkClient: INetworkModule = {
      sendGetRequestAsync: (url, { headers = {} } = {}) => exchange('GET', url, { headers }),
      sendPostRequestAsync: (url, { headers = {}, body = '' } = {}) => exchange('POST', url, { headers, body }),
    }
    const authority = `${issuer}/contoso`
    const app = new PublicClientApplication({
      auth: { clientId: 'demo-msal', authority, knownAuthorities: ['login.example.com'] },
      system: { networkClient },
    })
    vi.stubGlobal('fetch', send)
    const signedIn = app.acquireTokenByDeviceCode({
      scopes: ['User.Read'],
      deviceCodeCallback: ({ userCode }) => {
        void decideInBrowser(authority, userCode, decision, undefined, '/devicelogin')
      },
    })
    if (decision === 'deny') return expect(signedIn).rejects.toThrow('authorization_declined')
    expect(await signedIn).toMatchObject({ tokenType: 'Bearer', account: { homeAccountId: 'user-alice' } })
  })

  it.each(cases)('@azure/identity at the tenant common: %s', async (decision) => {
    const httpClient: HttpClient = {
      async sendRequest(asked) {
        const { url, method, body } = asked
        const response = await send(url, {
          method,
          headers: asked.headers.toJSON(),
          ...(typeof body === 'string' && { body }),
        })
        const headers = createHttpHeaders(Object.fromEntries(response.headers))
        return { request: asked, status: response.status, headers, bodyAsText: await response.text() }
      },
    }
    vi.stubGlobal('fetch', send)
    const credential = new DeviceCodeCredential({
      authorityHost: issuer,
      tenantId: 'common',
      clientId: 'demo-msal',
      // The server is not looked up at Microsoft's.
      disableInstanceDiscovery: true,
      httpClient,
      userPromptCallback: ({ userCode }) =>
        void decideInBrowser(`${issuer}/common`, userCode, decision, undefined, '/devicelogin'),
    })
    const signedIn = credential.authenticate('User.Read')
    if (decision === 'deny') return expect(signedIn).rejects.toThrow('authorization_declined')
    expect(await signedIn).toMatchObject({ homeAccountId: 'user-alice', clientId: 'demo-msal' })
  })
})

describe('the demo with DIALECTS=trakt', () => {
  const demo = serveDemo({ DIALECTS: 'trakt' })

  it.each(cases)('trakt.tv: %s', async (decision) => {
    const { address } = demo()
    const client = new TraktClient({ client_id: 'demo-trakt', api_url: address })
    const codes = await client.get_codes()
    const polled = client.poll_access(codes)
    void decideInBrowser(address, codes.user_code, decision, undefined, '/activate')
    if (decision === 'deny') return expect(polled).rejects.toMatchObject({ response: { statusCode: 418 } })
    const { refresh_token: first } = await polled
    expect((await client.refresh_token()).refresh_token).not.toBe(first)
  })
})

describe('the demo with DIALECTS=aws', () => {
  const demo = serveDemo({ DIALECTS: 'aws' })

  it.each(cases)('@aws-sdk/client-sso-oidc: %s', async (decision) => {
    const sdk = new SSOOIDCClient({ endpoint: demo().address, region: 'us-east-1', maxAttempts: 1 })
    const registration = { clientName: 'My tool', clientType: 'public', scopes: ['read'] }
    const { clientId, clientSecret } = await sdk.send(new RegisterClientCommand(registration))
    const client = { clientId, clientSecret }
    const startUrl = 'https://example.awsapps.com/start'
    const started = await sdk.send(new StartDeviceAuthorizationCommand({ ...client, startUrl }))
    const grantType = 'urn:ietf:params:oauth:grant-type:device_code'
    const poll = () => sdk.send(new CreateTokenCommand({ ...client, grantType, deviceCode: started.deviceCode }))
    await expect(poll()).rejects.toBeInstanceOf(AuthorizationPendingException)
    await decideAt(started.verificationUriComplete ?? '', decision)
    if (decision === 'deny') return expect(poll()).rejects.toBeInstanceOf(AccessDeniedException)
    const { accessToken = '', refreshToken } = await poll()
    expect((await meWith(demo().address, accessToken)).status).toBe(200)
    const refresh = new CreateTokenCommand({ ...client, grantType: 'refresh_token', refreshToken })
    expect((await sdk.send(refresh)).accessToken).not.toBe(accessToken)
    sdk.destroy()
  })
})
