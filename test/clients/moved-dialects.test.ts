import { type Client, digestClientSecret } from '@devicegrant/core'
import {
  at,
  auth0,
  type Dialect,
  gitlab,
  google,
  huggingFace,
  hydra,
  okta,
  rfc8628,
  sentry,
  stripe,
} from '@devicegrant/core/dialects'
import * as client from 'openid-client'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { decideInBrowser } from '../support/browser-forms.js'
import { skipClientWaits } from '../support/client-time.js'
import { type ExpressHost, startExpressHost } from '../support/express-host.js'
import { googleLogin } from './documented-clients.js'

// Dialects at their own paths, with a client that knows RFC 8628 only and is told these paths.

const slashes = at(auth0, { name: 'slashes', paths: { token: ['/oauth/token', '/oauth/token/'] } })
const paths: readonly (readonly [Dialect, string, string])[] = [
  [gitlab, '/oauth/authorize_device', '/oauth/token'],
  [hydra, '/oauth2/device/auth', '/oauth2/token'],
  [huggingFace, '/oauth/device', '/oauth/token'],
  [stripe, '/stripecli/oauth2/device/authorization', '/stripecli/oauth2/token'],
  [okta, '/oauth2/v1/device/authorize', '/oauth2/v1/token'],
  [sentry, '/oauth/device/code/', '/oauth/token/'],
  [google, '/device/code', '/token'],
]
const cases = paths.map(([dialect, start, token]) => ({ name: dialect.name, dialect, start, token }))

afterEach(() => vi.unstubAllGlobals())

describe.each(cases)('openid-client 6, unmodified, at the paths of $name', ({ dialect, start, token }) => {
  let host: ExpressHost
  let configuration: client.Configuration

  beforeEach(async () => {
    host = await startExpressHost({ dialects: [dialect] })
    const server = {
      issuer: host.issuer,
      device_authorization_endpoint: host.issuer + start,
      token_endpoint: host.issuer + token,
    }
    configuration = new client.Configuration(server, 'demo-backend', 'demo-backend-secret')
    client.allowInsecureRequests(configuration)
  })

  afterEach(() => host.close())

  const begin = () => client.initiateDeviceAuthorization(configuration, { scope: 'read offline_access' })
  const decide = (userCode: string, decision: 'approve' | 'deny') =>
    decideInBrowser(host.issuer, userCode, decision, undefined, dialect.verification.path)

  it('signs in, and refreshes its tokens', async () => {
    const started = await begin()
    expect(started.verification_uri).toBe(host.issuer + dialect.verification.path)
    skipClientWaits(async (milliseconds, count) => {
      host.clock.advance(milliseconds)
      if (count === 3) await decide(started.user_code, 'approve')
    })
    const tokens = await client.pollDeviceAuthorizationGrant(configuration, started)
    expect(tokens).toMatchObject({ scope: 'read offline_access', token_type: 'bearer', expires_in: 600 })
    const next = await client.refreshTokenGrant(configuration, tokens.refresh_token ?? '')
    expect(next.refresh_token).not.toBe(tokens.refresh_token)
  })

  it('receives the denial of the person', async () => {
    const started = await begin()
    skipClientWaits(async (milliseconds, count) => {
      host.clock.advance(milliseconds)
      if (count === 2) await decide(started.user_code, 'deny')
    })
    const poll = client.pollDeviceAuthorizationGrant(configuration, started)
    await expect(poll).rejects.toMatchObject({ error: 'access_denied' })
  })

  it('finds these paths in the metadata', async () => {
    const options = { execute: [client.allowInsecureRequests] }
    const found = await client.discovery(new URL(host.issuer), 'demo-cli', undefined, undefined, options)
    expect(found.serverMetadata()).toMatchObject(configuration.serverMetadata())
  })
})

describe('clients of Google as its documents describe them', () => {
  // A start has no secret, and a poll has one. So the client may do both.
  const television: Client = {
    clientId: 'google-tv',
    name: 'A television',
    authMethods: ['none', 'client_secret_post'],
    secretDigests: [digestClientSecret('a secret in every television')],
    grantTypes: ['device_code', 'refresh_token'],
    scopes: ['read', 'offline_access'],
    defaultScopes: ['read'],
  }
  const credentials = { client_id: 'google-tv', client_secret: 'a secret in every television' }
  const words = [
    { grantType: 'urn:ietf:params:oauth:grant-type:device_code', code: 'device_code' },
    { grantType: 'http://oauth.net/grant_type/device/1.0', code: 'code' },
  ] as const
  let host: ExpressHost

  beforeEach(async () => {
    const clients = { findClient: async (id: string) => (id === television.clientId ? television : undefined) }
    host = await startExpressHost({ dialects: [google], clients })
  })
  afterEach(() => host.close())

  /** Runs a login. The person decides during its third wait. */
  function logIn(named: (typeof words)[number], decision: 'approve' | 'deny', given = credentials) {
    let userCode = ''
    let waits = 0
    const pause = async (seconds: number) => {
      host.clock.advance(seconds * 1_000)
      waits += 1
      if (waits === 3) await decideInBrowser(host.issuer, userCode, decision)
    }
    const shown = async (code: string) => {
      userCode = code
    }
    return googleLogin(host.issuer, given, shown, { ...named, pause })
  }

  it.each(words)('sign in with $code', async (named) => {
    const { statuses, scope, refresh_token: refreshToken } = await logIn(named, 'approve')
    expect(statuses).toEqual([428, 428, 200])
    expect(scope).toBe('read offline_access')
    expect(refreshToken).toBeTypeOf('string')
  })

  it.each(words)('learn that their secret is wrong with $code', async (named) => {
    const wrong = { ...credentials, client_secret: 'another secret' }
    await expect(logIn(named, 'approve', wrong)).rejects.toThrow('401 invalid_client')
  })

  it.each(words)('receive the denial of the person with $code', async (named) => {
    await expect(logIn(named, 'deny')).rejects.toThrow('403 access_denied Forbidden')
  })
})

describe('a dialect with a slash at the end of a path', () => {
  it('serves a code at both spellings', async () => {
    const host = await startExpressHost({ dialects: [rfc8628, slashes] })
    const post = async (path: string, fields: Record<string, string>) => {
      const response = await fetch(host.issuer + path, { method: 'POST', body: new URLSearchParams(fields) })
      return [response.status, Object(await response.json())] as const
    }
    const [, { device_code: code }] = await post('/oauth/device/code', { client_id: 'demo-cli', scope: 'read' })
    const grantType = 'urn:ietf:params:oauth:grant-type:device_code'
    for (const path of ['/oauth/token', '/oauth/token/']) {
      const [status, { error }] = await post(path, { client_id: 'demo-cli', grant_type: grantType, device_code: code })
      expect([path, status, error]).toEqual([path, 403, 'authorization_pending'])
      host.clock.advance(5_000)
    }
    expect((await fetch(`${host.issuer}/oauth/device/code/`, { method: 'POST' })).status).toBe(404)
    await host.close()
  })
})
