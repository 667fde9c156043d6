import * as client from 'openid-client'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { decideInBrowser } from '../support/browser-forms.js'
import { skipClientWaits } from '../support/client-time.js'
import { demoSignerKey } from '../support/demo-clients.js'
import { type RunningDemo, startDemo } from '../support/demo-process.js'

const scope = 'openid offline_access read write'

const frameworks = ['express', 'koa', 'node']

describe.each(frameworks)('openid-client 6, unmodified, against the demo in %s', (framework) => {
  let demo: RunningDemo
  let cli: client.Configuration
  let backend: client.Configuration

  beforeAll(async () => {
    demo = await startDemo({ FRAMEWORK: framework })
    cli = await discover('demo-cli', client.None())
    backend = await discover('demo-backend', client.ClientSecretBasic('demo-backend-secret'))
  })

  afterEach(() => {
    vi.unstubAllGlobals()
  })

  afterAll(() => demo.stop('SIGKILL'))

  function discover(clientId: string, authentication: client.ClientAuth): Promise<client.Configuration> {
    const options = { execute: [client.allowInsecureRequests] }
    return client.discovery(new URL(demo.address), clientId, undefined, authentication, options)
  }

  /** Links a device as alice. */
  async function link(configuration = cli, parameters: Record<string, string> = { scope }) {
    const started = await client.initiateDeviceAuthorization(configuration, parameters)
    await decideInBrowser(demo.address, started.user_code, 'approve')
    skipClientWaits(() => {})
    const tokens = await client.pollDeviceAuthorizationGrant(configuration, started)
    vi.unstubAllGlobals()
    return tokens
  }

  const refreshTokenOf = ({ refresh_token: token = '' }: client.TokenEndpointResponse): string => token
  const isActive = async (token: string) => (await client.tokenIntrospection(backend, token)).active

  it('stays signed in: an ID token, a refresh, a narrower one, and the whole scope again', async () => {
    const tokens = await link()
    expect(tokens.claims()).toMatchObject({ iss: demo.address, sub: 'user-alice', aud: 'demo-cli' })
    const narrow = await client.refreshTokenGrant(cli, refreshTokenOf(tokens), { scope: 'read' })
    expect(narrow.scope).toBe('read')
    const whole = await client.refreshTokenGrant(cli, refreshTokenOf(narrow))
    expect(whole.scope).toBe(scope)
    expect(whole.claims()).toMatchObject({ sub: 'user-alice', auth_time: expect.any(Number) })
    const me = await client.fetchProtectedResource(cli, whole.access_token, new URL(`${demo.address}/me`), 'GET')
    expect(await me.json()).toEqual({ sub: 'user-alice', username: 'alice', client_id: 'demo-cli', scope })
  })

  it('gets no refresh token without offline_access', async () => {
    expect(refreshTokenOf(await link(cli, { scope: 'read' }))).toBe('')
  })

  it('sees a stolen token end everything: the old one came back, and the newest is dead too', async () => {
    const first = refreshTokenOf(await link())
    let newest = await client.refreshTokenGrant(cli, first)
    // A response can be fetched again for ten seconds, but only for a few steps.
    for (let step = 0; step < 5; step++) newest = await client.refreshTokenGrant(cli, refreshTokenOf(newest))
    expect(await isActive(newest.access_token)).toBe(true)
    const refused = { error: 'invalid_grant', status: 400 }
    await expect(client.refreshTokenGrant(cli, first)).rejects.toMatchObject(refused)
    await expect(client.refreshTokenGrant(cli, refreshTokenOf(newest))).rejects.toMatchObject(refused)
    expect(await isActive(newest.access_token)).toBe(false)
  })

  it('introspects, revokes, and sees it gone at once', async () => {
    const tokens = await link()
    expect(await client.tokenIntrospection(backend, tokens.access_token)).toMatchObject({
      active: true,
      client_id: 'demo-cli',
      sub: 'user-alice',
      username: 'alice',
      token_type: 'Bearer',
      scope,
    })
    await client.tokenRevocation(cli, refreshTokenOf(tokens))
    expect(await isActive(tokens.access_token)).toBe(false)
    expect(await client.tokenIntrospection(backend, refreshTokenOf(tokens))).toEqual({ active: false })
    const me = client.fetchProtectedResource(cli, tokens.access_token, new URL(`${demo.address}/me`), 'GET')
    await expect(me).rejects.toMatchObject({ status: 401 })
  })

  it('says who it is by private_key_jwt, for codes, tokens, a refresh, introspection and revocation', async () => {
    const signer = await discover('demo-signer', client.PrivateKeyJwt(await demoSignerKey()))
    const tokens = await link(signer)
    const next = await client.refreshTokenGrant(signer, refreshTokenOf(tokens))
    expect(await client.tokenIntrospection(signer, next.access_token)).toMatchObject({ active: true })
    const others = await link()
    expect(await client.tokenIntrospection(signer, others.access_token)).toEqual({ active: false })
    await client.tokenRevocation(signer, next.access_token)
    expect(await client.tokenIntrospection(signer, next.access_token)).toEqual({ active: false })
  })

  it('uses the password grant where it may, and nowhere else', async () => {
    const person = { username: 'alice', password: 'correct horse battery staple' }
    const tokens = await client.genericGrantRequest(backend, 'password', { ...person, scope: 'read offline_access' })
    expect(await isActive(tokens.access_token)).toBe(true)
    expect(await isActive(refreshTokenOf(await client.refreshTokenGrant(backend, refreshTokenOf(tokens))))).toBe(true)
    await expect(client.genericGrantRequest(cli, 'password', person)).rejects.toMatchObject({
      error: 'unauthorized_client',
    })
  })
})
