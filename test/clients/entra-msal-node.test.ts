import {
  type AuthenticationResult,
  type INetworkModule,
  type NetworkRequestOptions,
  type NetworkResponse,
  PublicClientApplication,
} from '@azure/msal-node'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { skipClientWaits } from '../support/client-time.js'
import { clientId, createEntraTenant, type EntraTenant } from '../support/entra-tenant.js'

describe('MSAL Node, unmodified', () => {
  let tenant: EntraTenant
  let app: PublicClientApplication
  let sent: URLSearchParams[]

  beforeEach(async () => {
    tenant = await createEntraTenant()
    sent = []
    const { authority } = tenant
    app = new PublicClientApplication({
      // A known authority is not looked up at Microsoft's.
      auth: { clientId, authority, knownAuthorities: [new URL(authority).host] },
      system: { networkClient: network },
    })
  })

  afterEach(() => {
    vi.unstubAllGlobals()
  })

  const network: INetworkModule = {
    sendGetRequestAsync: (url, options) => exchange('GET', url, options),
    sendPostRequestAsync: (url, options) => exchange('POST', url, options),
  }

  async function exchange<T>(
    method: string,
    url: string,
    { headers = {}, body = '' }: NetworkRequestOptions = {},
  ): Promise<NetworkResponse<T>> {
    sent.push(new URLSearchParams(body))
    const response = await tenant.ask(new Request(url, { method, headers, ...(body !== '' && { body }) }))
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: JSON.parse(await response.text()),
    }
  }

  /** Signs in. `onWait` is called for each wait of the client, and may move the clock and decide. */
  function signIn(
    onWait: (milliseconds: number, count: number, userCode: string) => unknown,
    shown: (message: string) => void = () => {},
  ): Promise<AuthenticationResult | null> {
    let code = ''
    skipClientWaits(async (milliseconds, count) => {
      await onWait(milliseconds, count, code)
    }, 5_000)
    return app.acquireTokenByDeviceCode({
      scopes: ['User.Read'],
      deviceCodeCallback({ userCode, message }) {
        code = userCode
        shown(message)
      },
    })
  }

  async function approve(milliseconds: number, count: number, userCode: string): Promise<void> {
    tenant.clock.advance(milliseconds)
    if (count === 2) await tenant.decide(userCode, 'approve')
  }

  it('signs in: pending, then approved on the page', async () => {
    const shown = vi.fn()
    const result = await signIn(approve, shown)
    expect(tenant.words()).toEqual(['200', '200', 'authorization_pending', 'authorization_pending', '200'])
    expect(result).toMatchObject({
      scopes: ['User.Read', 'openid', 'profile', 'offline_access'],
      tokenType: 'Bearer',
      account: { homeAccountId: 'user-alice', environment: 'login.example.com' },
      idTokenClaims: { sub: 'user-alice', aud: clientId },
    })
    expect(shown.mock.calls).toEqual([
      [
        expect.stringMatching(
          /^To sign in, use a web browser to open the page https:\/\/login\.example\.com\/contoso\/devicelogin and enter the code [A-Z]{9} to authenticate\.$/,
        ),
      ],
    ])
  })

  it('finds the endpoints in the document of the tenant', async () => {
    await signIn(approve)
    const { authority } = tenant
    expect(tenant.heard[0]?.body).toMatchObject({
      issuer: `${authority}/v2.0`,
      authorization_endpoint: `${authority}/authorize`,
      token_endpoint: `${authority}/oauth2/v2.0/token`,
      device_authorization_endpoint: `${authority}/oauth2/v2.0/devicecode`,
      jwks_uri: `${authority}/jwks`,
    })
  })

  it('sends a word of its own for the grant type, and its identifier in the URL', async () => {
    await signIn(approve)
    const [, , poll] = sent
    expect(poll?.get('grant_type')).toBe('device_code')
    const { body } = tenant.heard[2] ?? {}
    expect(body?.['correlation_id']).toBe(poll?.get('client-request-id'))
  })

  it('refreshes', async () => {
    const { account } = (await signIn(approve)) ?? {}
    if (!account) throw new Error('there is no account')
    const cached = await app.acquireTokenSilent({ account, scopes: ['User.Read'] })
    expect([cached.fromCache, tenant.heard.length]).toEqual([true, 5])
    const again = await app.acquireTokenSilent({ account, scopes: ['User.Read'], forceRefresh: true })
    expect([again.fromCache, tenant.heard.length]).toEqual([false, 6])
    expect(sent.at(-1)?.get('grant_type')).toBe('refresh_token')
    expect(again.accessToken).not.toBe(cached.accessToken)
    // The refresh token has changed, and the client uses the new one.
    await app.acquireTokenSilent({ account, scopes: ['User.Read'], forceRefresh: true })
    expect(tenant.words().slice(-2)).toEqual(['200', '200'])
    expect(sent.at(-1)?.get('refresh_token')).not.toBe(sent.at(-2)?.get('refresh_token'))
  })

  it('receives the denial of the person', async () => {
    const result = signIn((milliseconds, _, userCode) => {
      tenant.clock.advance(milliseconds)
      return tenant.decide(userCode, 'deny')
    })
    await expect(result).rejects.toThrow('authorization_declined')
    expect(tenant.words()).toEqual(['200', '200', 'authorization_pending', 'authorization_declined'])
  })

  it('learns that the code has expired', async () => {
    await expect(signIn(() => tenant.clock.advance(15 * 60_000))).rejects.toThrow('expired_token')
    expect(tenant.words()).toEqual(['200', '200', 'authorization_pending', 'expired_token'])
  })

  it('goes on when its clock runs fast, because no response says slow_down', async () => {
    await signIn(async (milliseconds, count, userCode) => {
      // Its first waits of five seconds are one second to the server.
      tenant.clock.advance(count < 5 ? 1_000 : milliseconds)
      if (count === 6) await tenant.decide(userCode, 'approve')
    })
    expect(new Set(tenant.words())).toEqual(new Set(['200', '200', 'authorization_pending']))
    expect(tenant.heard.filter(({ headers }) => headers.has('retry-after'))).toEqual([])
  })

  it('reads the numbers of a problem', async () => {
    const result = app.acquireTokenByRefreshToken({ refreshToken: 'example', scopes: ['User.Read'] })
    await expect(result).rejects.toMatchObject({ errorCode: 'invalid_grant', errorNo: 70000 })
  })
})
