import { createProofVerifier } from '@devicegrant/core/jwt'
import * as oauth from 'oauth4webapi'
import * as client from 'openid-client'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { decideInBrowser } from '../support/browser-forms.js'
import { skipClientWaits } from '../support/client-time.js'
import { type ExpressHost, startExpressHost } from '../support/express-host.js'
import { membersOf } from '../support/json.js'

// RFC 9449 by the two libraries that speak it, unmodified, with nonces never and always.

const scope = 'read offline_access'
const hosts: ExpressHost[] = []

afterEach(async () => {
  vi.unstubAllGlobals()
  await Promise.all(hosts.splice(0).map((host) => host.close()))
})

async function startHost(nonces: 'whenLate' | 'always'): Promise<ExpressHost> {
  const host = await startExpressHost({
    dpop: { verifier: createProofVerifier(), nonces },
    addRoutes(app, grant) {
      const bearer = grant.bearer({ scope: ['read'] })
      app.get('/photos', async ({ method, originalUrl: url, headers }, response) => {
        const { authorization, dpop } = headers
        const verdict = await bearer({ method, url, authorization, dpop })
        const {
          status,
          headers: answered,
          body,
        } = verdict.ok
          ? { status: 200, headers: verdict.headers ?? {}, body: JSON.stringify(verdict.claims) }
          : verdict.response
        response.status(status).set(answered).end(body)
      })
    },
  })
  hosts.push(host)
  return host
}

describe.each(['whenLate', 'always'] as const)('openid-client 6, unmodified, with nonces %s', (nonces) => {
  async function discovered(host: ExpressHost) {
    const heard: string[] = []
    const options = { execute: [client.allowInsecureRequests] }
    const configuration = await client.discovery(new URL(host.issuer), 'demo-cli', undefined, undefined, options)
    configuration[client.customFetch] = async (url, { body, ...init }) => {
      const response = await fetch(url, { ...init, body: body ?? null })
      const { error } = await membersOf(response.clone())
      heard.push(String(error ?? response.status))
      return response
    }
    const keys = await client.randomDPoPKeyPair('ES256')
    return { configuration, heard, DPoP: client.getDPoPHandle(configuration, keys) }
  }

  it.each([
    ['with dpop_jkt at the start', true],
    ['without it', false],
  ])('DP24: signs in %s, refreshes, and fetches a protected resource', async (_, isBound) => {
    const host = await startHost(nonces)
    const { configuration, heard, DPoP } = await discovered(host)
    expect(configuration.serverMetadata()).toMatchObject({
      dpop_signing_alg_values_supported: expect.arrayContaining(['ES256']),
    })
    const binding = isBound ? { dpop_jkt: await DPoP.calculateThumbprint() } : {}
    const started = await client.initiateDeviceAuthorization(configuration, { scope, ...binding })
    skipClientWaits(async (milliseconds, count) => {
      host.clock.advance(milliseconds)
      if (count === 3) await decideInBrowser(host.issuer, started.user_code, 'approve')
    })
    const tokens = await client.pollDeviceAuthorizationGrant(configuration, started, undefined, { DPoP })
    vi.unstubAllGlobals()
    const polls = heard.slice(1)
    // A lapse of the nonce costs one interval, because this client waits before it tries again.
    const expected = ['authorization_pending', 'authorization_pending', '200']
    expect(polls).toEqual(nonces === 'always' ? ['use_dpop_nonce', 'authorization_pending', '200'] : expected)
    expect(tokens.token_type).toBe('dpop')
    const refreshed = await client.refreshTokenGrant(configuration, String(tokens.refresh_token), {}, { DPoP })
    expect(refreshed.token_type).toBe('dpop')
    const photos = new URL('/photos?size=1', host.issuer)
    const fetched = await client.fetchProtectedResource(
      configuration,
      refreshed.access_token,
      photos,
      'GET',
      null,
      undefined,
      { DPoP },
    )
    expect(await fetched.json()).toMatchObject({ confirmation: { jkt: await DPoP.calculateThumbprint() } })
  })
})

describe.each(['whenLate', 'always'] as const)('oauth4webapi 3, unmodified, with nonces %s', (nonces) => {
  const insecure = { [oauth.allowInsecureRequests]: true } as const
  const device: oauth.Client = { client_id: 'demo-cli' }

  /** Repeats a request once if the server wants a nonce. The handle has heard it then. */
  async function withNonce<Result>(send: () => Promise<Result>): Promise<Result> {
    try {
      return await send()
    } catch (error) {
      if (!oauth.isDPoPNonceError(error)) throw error
      return send()
    }
  }

  it('DP25: signs in, refreshes, and both sides accept the tokens and the proofs of the other', async () => {
    const host = await startHost(nonces)
    const issuer = new URL(host.issuer)
    const found = await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...insecure })
    const server = await oauth.processDiscoveryResponse(issuer, found)
    const keys = await oauth.generateKeyPair('Ed25519')
    const DPoP = oauth.DPoP(device, keys)
    const asked = await oauth.deviceAuthorizationRequest(
      server,
      device,
      oauth.None(),
      { scope, dpop_jkt: await DPoP.calculateThumbprint() },
      insecure,
    )
    const started = await oauth.processDeviceAuthorizationResponse(server, device, asked)
    const poll = () =>
      withNonce(async () => {
        const { device_code: code } = started
        const response = await oauth.deviceCodeGrantRequest(server, device, oauth.None(), code, { DPoP, ...insecure })
        return oauth.processDeviceCodeResponse(server, device, response)
      })
    // The second request of a refused proof follows at once, and is not too fast.
    await expect(poll()).rejects.toMatchObject({ error: 'authorization_pending' })
    await decideInBrowser(host.issuer, started.user_code, 'approve')
    const tokens = await poll()
    expect(tokens.token_type).toBe('dpop')
    const { access_token: accessToken } = await withNonce(async () => {
      const token = String(tokens.refresh_token)
      const options = { DPoP, ...insecure }
      const response = await oauth.refreshTokenGrantRequest(server, device, oauth.None(), token, options)
      return oauth.processRefreshTokenResponse(server, device, response)
    })
    const photos = new URL('/photos', host.issuer)
    const fetchPhotos = () =>
      oauth.protectedResourceRequest(accessToken, 'GET', photos, undefined, null, { DPoP, ...insecure })
    expect((await withNonce(fetchPhotos)).status).toBe(200)

    let sent: Request | undefined
    const catching: typeof fetch = async (input, init) => {
      sent = new Request(input, init)
      return new Response('{}')
    }
    await oauth.protectedResourceRequest(accessToken, 'GET', photos, undefined, null, {
      DPoP,
      ...insecure,
      [oauth.customFetch]: (url, init) => catching(url, { method: init.method, headers: init.headers }),
    })
    if (sent === undefined) throw new Error('the request was not sent')
    const claims = await oauth.validateJwtAccessToken(server, sent, host.issuer, { requireDPoP: true, ...insecure })
    expect(claims.cnf).toEqual({ jkt: await DPoP.calculateThumbprint() })
  })
})
