import { createStatelessRegistration } from '@devicegrant/core'
import * as oauth from 'oauth4webapi'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { decideInBrowser, openLink } from '../support/browser-forms.js'
import { type ExpressHost, startExpressHost } from '../support/express-host.js'

const insecure = { [oauth.allowInsecureRequests]: true } as const

describe('oauth4webapi 3, unmodified, registers itself', () => {
  let host: ExpressHost
  let server: oauth.AuthorizationServer

  beforeEach(async () => {
    host = await startExpressHost((issuer, clock) => ({
      clients: createStatelessRegistration({
        issuer,
        secrets: ['a secret for registrations that is long'],
        scopes: ['read', 'offline_access'],
        clock,
      }),
    }))
    const issuer = new URL(host.issuer)
    const found = await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...insecure })
    server = await oauth.processDiscoveryResponse(issuer, found)
  })

  afterEach(() => host.close())

  async function register(metadata: Partial<oauth.Client>): Promise<oauth.Client> {
    const response = await oauth.dynamicClientRegistrationRequest(server, metadata, insecure)
    return oauth.processDynamicClientRegistrationResponse(response)
  }

  async function start(client: oauth.Client, auth: oauth.ClientAuth) {
    const parameters = { scope: 'read offline_access' }
    const response = await oauth.deviceAuthorizationRequest(server, client, auth, parameters, insecure)
    return oauth.processDeviceAuthorizationResponse(server, client, response)
  }

  async function signIn(client: oauth.Client, auth: oauth.ClientAuth) {
    const started = await start(client, auth)
    await decideInBrowser(host.issuer, started.user_code, 'approve')
    const response = await oauth.deviceCodeGrantRequest(server, client, auth, started.device_code, insecure)
    return oauth.processDeviceCodeResponse(server, client, response)
  }

  it('as a client with a secret, signs in and refreshes', async () => {
    const client = await register({ client_name: 'My tool', scope: 'read offline_access' })
    expect(client).toMatchObject({ token_endpoint_auth_method: 'client_secret_basic', response_types: [] })
    const auth = oauth.ClientSecretBasic(String(client.client_secret))
    const { refresh_token: refreshToken = '' } = await signIn(client, auth)
    const response = await oauth.refreshTokenGrantRequest(server, client, auth, refreshToken, insecure)
    expect(await oauth.processRefreshTokenResponse(server, client, response)).toMatchObject({ token_type: 'bearer' })
  })

  it('as a public client, signs in', async () => {
    const client = await register({ client_name: 'My tool', token_endpoint_auth_method: 'none' })
    expect(client).not.toHaveProperty('client_secret')
    expect(await signIn(client, oauth.None())).toMatchObject({ scope: 'read offline_access' })
  })

  it('and the page says that it is unverified', async () => {
    const client = await register({ client_name: 'My tool', token_endpoint_auth_method: 'none' })
    const { verification_uri_complete: link = '' } = await start(client, oauth.None())
    const { text } = await openLink(link)
    expect(text).toContain('My tool')
    expect(text).toContain('Unverified')
  })

  it('is refused with a scope value that is not allowed, and with a wrong redirect URI', async () => {
    await expect(register({ client_name: 'My tool', scope: 'admin' })).rejects.toMatchObject({
      error: 'invalid_client_metadata',
      status: 400,
    })
    await expect(register({ client_name: 'My tool', redirect_uris: ['callback'] })).rejects.toMatchObject({
      error: 'invalid_redirect_uri',
    })
  })
})
