import * as oauth from 'oauth4webapi'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { decideInBrowser } from '../support/browser-forms.js'
import { type ExpressHost, startExpressHost } from '../support/express-host.js'

const insecure = { [oauth.allowInsecureRequests]: true } as const
const device: oauth.Client = { client_id: 'demo-cli' }

describe('oauth4webapi 3, unmodified', () => {
  let host: ExpressHost
  let server: oauth.AuthorizationServer

  beforeEach(async () => {
    host = await startExpressHost()
    const issuer = new URL(host.issuer)
    const found = await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...insecure })
    server = await oauth.processDiscoveryResponse(issuer, found)
  })

  afterEach(() => host.close())

  async function start(parameters: Record<string, string> = { scope: 'read' }) {
    const asked = await oauth.deviceAuthorizationRequest(server, device, oauth.None(), parameters, insecure)
    return oauth.processDeviceAuthorizationResponse(server, device, asked)
  }

  async function poll({ device_code: code }: oauth.DeviceAuthorizationResponse) {
    const response = await oauth.deviceCodeGrantRequest(server, device, oauth.None(), code, insecure)
    return oauth.processDeviceCodeResponse(server, device, response)
  }

  it('receives pending, slow_down with the new interval, and then its tokens', async () => {
    const started = await start()
    expect(started).toMatchObject({ expires_in: 600, interval: 5 })
    await expect(poll(started)).rejects.toMatchObject({ error: 'authorization_pending' })
    await expect(poll(started)).rejects.toMatchObject({ error: 'slow_down', cause: { interval: 10 } })
    host.clock.advance(10_000)
    await expect(poll(started)).rejects.toMatchObject({ error: 'authorization_pending' })
    await decideInBrowser(host.issuer, started.user_code, 'approve')
    expect(await poll(started)).toMatchObject({ token_type: 'bearer', scope: 'read' })
  })

  it('receives denied and expired', async () => {
    const denied = await start()
    await decideInBrowser(host.issuer, denied.user_code, 'deny')
    await expect(poll(denied)).rejects.toMatchObject({ error: 'access_denied' })
    const expired = await start()
    host.clock.advance(600_000)
    await expect(poll(expired)).rejects.toMatchObject({ error: 'expired_token' })
  })

  it('finds the access token to be an RFC 9068 one, by the published keys', async () => {
    const resource = 'https://api.example.com'
    const started = await start({ scope: 'read', resource })
    await decideInBrowser(host.issuer, started.user_code, 'approve')
    const { access_token: accessToken } = await poll(started)
    const request = new Request(resource, { headers: { authorization: `Bearer ${accessToken}` } })
    expect(await oauth.validateJwtAccessToken(server, request, resource, insecure)).toMatchObject({
      iss: host.issuer,
      sub: 'user-alice',
      aud: resource,
      client_id: 'demo-cli',
      scope: 'read',
    })
  })
})
