import * as oauth from 'oauth4webapi'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decideInBrowser } from '../support/browser-forms.js'
import { demoSignerKey } from '../support/demo-clients.js'
import { type RunningDemo, startDemo } from '../support/demo-process.js'

const insecure = { [oauth.allowInsecureRequests]: true } as const
const cli: oauth.Client = { client_id: 'demo-cli' }
const backend: oauth.Client = { client_id: 'demo-backend' }

describe('oauth4webapi 3, unmodified, against the running demo', () => {
  let demo: RunningDemo
  let server: oauth.AuthorizationServer
  const byBasic = oauth.ClientSecretBasic('demo-backend-secret')

  beforeAll(async () => {
    demo = await startDemo()
    const issuer = new URL(demo.address)
    const found = await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...insecure })
    server = await oauth.processDiscoveryResponse(issuer, found)
  })

  afterAll(() => demo.stop('SIGKILL'))

  /** Links a device as alice. */
  async function link(client = cli, authentication = oauth.None(), scope = 'openid offline_access read') {
    const asked = await oauth.deviceAuthorizationRequest(server, client, authentication, { scope }, insecure)
    const started = await oauth.processDeviceAuthorizationResponse(server, client, asked)
    await decideInBrowser(demo.address, started.user_code, 'approve')
    const code = started.device_code
    const response = await oauth.deviceCodeGrantRequest(server, client, authentication, code, insecure)
    return oauth.processDeviceCodeResponse(server, client, response)
  }

  async function refresh(token: string | undefined, client = cli, authentication = oauth.None()) {
    const response = await oauth.refreshTokenGrantRequest(server, client, authentication, token ?? '', insecure)
    return oauth.processRefreshTokenResponse(server, client, response)
  }

  async function introspect(token: string, authentication = byBasic, client = backend) {
    const response = await oauth.introspectionRequest(server, client, authentication, token, insecure)
    return oauth.processIntrospectionResponse(server, client, response)
  }

  async function revoke(token: string, client = cli, authentication = oauth.None()) {
    await oauth.processRevocationResponse(
      await oauth.revocationRequest(server, client, authentication, token, insecure),
    )
  }

  it('refreshes, and finds the new access token to be an RFC 9068 one', async () => {
    const tokens = await link()
    expect(oauth.getValidatedIdTokenClaims(tokens)).toMatchObject({ sub: 'user-alice', aud: 'demo-cli' })
    const next = await refresh(tokens.refresh_token)
    expect(next.refresh_token).not.toBe(tokens.refresh_token)
    const request = new Request(demo.address, { headers: { authorization: `Bearer ${next.access_token}` } })
    expect(await oauth.validateJwtAccessToken(server, request, demo.address, insecure)).toMatchObject({
      sub: 'user-alice',
      client_id: 'demo-cli',
      scope: 'openid offline_access read',
    })
  })

  it('gets a lost answer again, the same to the byte', async () => {
    const { refresh_token: token } = await link()
    const responses = [1, 2].map(async () =>
      (await oauth.refreshTokenGrantRequest(server, cli, oauth.None(), token ?? '', insecure)).text(),
    )
    const [one, other] = await Promise.all(responses)
    expect(one).toBe(other)
  })

  it('introspects and revokes', async () => {
    const tokens = await link()
    expect(await introspect(tokens.access_token)).toMatchObject({ active: true, sub: 'user-alice' })
    await revoke(tokens.access_token)
    expect(await introspect(tokens.access_token)).toEqual({ active: false })
    await expect(refresh(tokens.refresh_token)).rejects.toMatchObject({ error: 'invalid_grant' })
    await revoke('a token that nobody ever had')
  })

  it('says who it is by private_key_jwt, each assertion once', async () => {
    const signer: oauth.Client = { client_id: 'demo-signer' }
    const byKey = oauth.PrivateKeyJwt(await demoSignerKey())
    const tokens = await link(signer, byKey)
    const next = await refresh(tokens.refresh_token, signer, byKey)
    expect(await introspect(next.access_token, byKey, signer)).toMatchObject({ active: true })

    const bodies: string[] = []
    const recording: typeof fetch = (url, init) => {
      bodies.push(String(init?.body))
      return fetch(url, init)
    }
    await oauth.introspectionRequest(server, signer, byKey, next.access_token, {
      ...insecure,
      [oauth.customFetch]: recording,
    })
    const again = await fetch(server.introspection_endpoint ?? '', {
      method: 'POST',
      body: new URLSearchParams(bodies[0]),
    })
    expect(again.status).toBe(401)
    expect(await again.json()).toMatchObject({ error: 'invalid_client' })
  })
})
