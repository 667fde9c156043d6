import { createServer, type Server } from 'node:http'
import { createDeviceGrant, createRealms, digestClientSecret, nodeListener, type Realms } from '@devicegrant/core'
import { keycloak } from '@devicegrant/core/dialects'
import { createJwtIssuer, generateSigningKey } from '@devicegrant/core/jwt'
import { createMemoryStores } from '@devicegrant/store-memory'
import { createFakeHost, createManualClock, type ManualClock } from '@devicegrant/testing'
import KeycloakAdminClient from '@keycloak/keycloak-admin-client'
import { decodeJwt } from 'jose'
import * as client from 'openid-client'
import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest'
import { decideInBrowser } from '../support/browser-forms.js'
import { skipClientWaits } from '../support/client-time.js'

// Clients of Keycloak, unmodified, at two realms on one store with one signing key.

const secret = 'the secret of the admin client'
const alice = { username: 'alice', password: 'correct horse battery staple' }

let server: Server
let realms: Realms
let baseUrl: string
let clock: ManualClock
let sent: MockInstance<typeof fetch>

beforeEach(async () => {
  server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  baseUrl = `http://127.0.0.1:${address.port}`
  // Clients compare the ends of tokens with the real time.
  clock = createManualClock(Date.now())
  const stores = createMemoryStores({ clock })
  // The admin client renews an access token that ends within five seconds.
  const tokens = createJwtIssuer({ keys: [await generateSigningKey()], lifetime: 2_000 })
  realms = createRealms({
    baseUrl,
    path: '/realms/{realm}',
    findGrant(realm, issuer) {
      if (realm !== 'master' && realm !== 'demo') return undefined
      const { options } = createFakeHost({ issuer, clock, passwordGrant: true })
      return createDeviceGrant({
        ...options,
        stores,
        tokens,
        clients: [
          {
            clientId: 'admin-cli',
            name: 'Admin CLI',
            authMethods: ['client_secret_basic', 'client_secret_post'],
            secretDigests: [digestClientSecret(secret)],
            grantTypes: ['password', 'refresh_token'],
            refreshTokens: 'always',
            scopes: ['read'],
            defaultScopes: ['read'],
          },
          { clientId: 'my-cli', name: 'My CLI', scopes: ['read', 'offline_access'], defaultScopes: ['read'] },
        ],
        dialects: [keycloak],
        onWarning() {},
      })
    },
  })
  sent = vi.spyOn(globalThis, 'fetch')
  const listener = nodeListener(realms)
  server.on('request', (request, response) => void listener(request, response))
})

afterEach(async () => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

describe('@keycloak/keycloak-admin-client, unmodified', () => {
  const adminOf = async (realmName: string, password = alice.password) => {
    const admin = new KeycloakAdminClient({ baseUrl, realmName })
    await admin.auth({ ...alice, password, grantType: 'password', clientId: 'admin-cli', clientSecret: secret })
    return admin
  }

  it('signs in with a password, and reads when its refresh token ends', async () => {
    const admin = await adminOf('master')
    expect(decodeJwt(admin.accessToken ?? '')).toMatchObject({ iss: `${baseUrl}/realms/master` })
    expect(decodeJwt(admin.refreshToken ?? '').exp).toBeGreaterThan(Date.now() / 1_000)
    expect(admin.isRefreshTokenExpired()).toBe(false)
  })

  it('renews its access token, with its secret in the header and in the body', async () => {
    const admin = await adminOf('master')
    const { accessToken, refreshToken } = admin
    expect(admin.isTokenExpired()).toBe(true)
    clock.advance(1_000)
    expect(await admin.getAccessToken()).not.toBe(accessToken)
    expect(admin.refreshToken).not.toBe(refreshToken)
    const renewal = new Request(...(sent.mock.lastCall ?? ['']))
    expect(renewal.url).toBe(`${baseUrl}/realms/master/protocol/openid-connect/token`)
    expect(renewal.headers.get('Authorization')).toMatch(/^Basic /)
    expect(Object.fromEntries(new URLSearchParams(await renewal.text()))).toMatchObject({
      grant_type: 'refresh_token',
      client_secret: secret,
    })
  })

  it('learns that a password is wrong, and that there is no such realm', async () => {
    await expect(adminOf('master', 'wrong')).rejects.toMatchObject({ responseData: { error: 'invalid_grant' } })
    await expect(adminOf('unknown')).rejects.toMatchObject({ response: { status: 404 } })
  })

  it('has tokens that are worth nothing in another realm', async () => {
    const admin = await adminOf('master')
    const bearerIn = async (realm: string) => (await realms.find(realm))?.bearer()(`Bearer ${admin.accessToken}`)
    expect(await bearerIn('master')).toMatchObject({ ok: true })
    expect(await bearerIn('demo')).toMatchObject({ ok: false })
    const stranger = await adminOf('demo')
    stranger.setRefreshToken(admin.refreshToken ?? '')
    await expect(stranger.getAccessToken()).rejects.toMatchObject({ responseData: { error: 'invalid_grant' } })
    expect(await admin.getAccessToken()).toBeTypeOf('string')
  })
})

describe('openid-client 6, unmodified', () => {
  const discover = (realm: string) =>
    client.discovery(new URL(`${baseUrl}/realms/${realm}`), 'my-cli', undefined, client.None(), {
      execute: [client.allowInsecureRequests],
    })

  it.each(['master', 'demo'])('finds the realm %s, signs in and renews its tokens', async (realm) => {
    const configuration = await discover(realm)
    const started = await client.initiateDeviceAuthorization(configuration, { scope: 'read offline_access' })
    expect(started.verification_uri).toBe(`${baseUrl}/realms/${realm}/device`)
    skipClientWaits(async (milliseconds, count) => {
      clock.advance(milliseconds)
      if (count === 2) await decideInBrowser(`${baseUrl}/realms/${realm}`, started.user_code, 'approve')
    })
    const tokens = await client.pollDeviceAuthorizationGrant(configuration, started)
    expect(decodeJwt(tokens.access_token)).toMatchObject({ iss: `${baseUrl}/realms/${realm}` })
    const renewed = await client.refreshTokenGrant(configuration, tokens.refresh_token ?? '')
    expect(renewed.access_token).toBeTypeOf('string')
    const elsewhere = await discover(realm === 'demo' ? 'master' : 'demo')
    const abroad = client.refreshTokenGrant(elsewhere, renewed.refresh_token ?? '')
    await expect(abroad).rejects.toMatchObject({ error: 'invalid_grant' })
  })

  it('finds a realm by the address of RFC 8414, with the well-known part in front', async () => {
    const configuration = await client.discovery(
      new URL(`${baseUrl}/realms/demo`),
      'my-cli',
      undefined,
      client.None(),
      { algorithm: 'oauth2', execute: [client.allowInsecureRequests] },
    )
    expect(configuration.serverMetadata().issuer).toBe(`${baseUrl}/realms/demo`)
    expect(String(sent.mock.lastCall?.[0])).toBe(`${baseUrl}/.well-known/oauth-authorization-server/realms/demo`)
  })

  it('learns of a denial', async () => {
    const configuration = await discover('demo')
    const started = await client.initiateDeviceAuthorization(configuration, { scope: 'read' })
    skipClientWaits(async (milliseconds, count) => {
      clock.advance(milliseconds)
      if (count === 2) await decideInBrowser(`${baseUrl}/realms/demo`, started.user_code, 'deny')
    })
    await expect(client.pollDeviceAuthorizationGrant(configuration, started)).rejects.toMatchObject({
      error: 'access_denied',
    })
  })

  it('cannot find a realm that does not exist', async () => {
    await expect(discover('unknown')).rejects.toThrow()
  })
})
