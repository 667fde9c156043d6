import {
  AccessDeniedException,
  AuthorizationPendingException,
  CreateTokenCommand,
  ExpiredTokenException,
  InvalidClientException,
  InvalidClientMetadataException,
  InvalidGrantException,
  InvalidRequestException,
  InvalidScopeException,
  RegisterClientCommand,
  SlowDownException,
  SSOOIDCClient,
  StartDeviceAuthorizationCommand,
  UnsupportedGrantTypeException,
} from '@aws-sdk/client-sso-oidc'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startAwsHost } from '../support/aws-host.js'
import { decideAt } from '../support/browser-forms.js'
import type { ExpressHost } from '../support/express-host.js'

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'

describe('@aws-sdk/client-sso-oidc, unmodified', () => {
  let host: ExpressHost
  let sdk: SSOOIDCClient

  beforeEach(async () => {
    host = await startAwsHost()
    sdk = new SSOOIDCClient({ endpoint: host.issuer, region: 'us-east-1', maxAttempts: 1 })
  })

  afterEach(async () => {
    sdk.destroy()
    await host.close()
  })

  const register = (scopes: string[] | undefined = ['read']) =>
    sdk.send(new RegisterClientCommand({ clientName: 'My tool', clientType: 'public', scopes }))

  async function start() {
    const { clientId, clientSecret } = await register()
    const client = { clientId, clientSecret }
    const startUrl = 'https://example.awsapps.com/start'
    const started = await sdk.send(new StartDeviceAuthorizationCommand({ ...client, startUrl }))
    const poll = () =>
      sdk.send(new CreateTokenCommand({ ...client, grantType: deviceGrant, deviceCode: started.deviceCode }))
    return { client, poll, ...started }
  }

  it('registers, starts, polls and refreshes', async () => {
    const { client, poll, verificationUriComplete = '', expiresIn, interval, userCode } = await start()
    expect([expiresIn, interval]).toEqual([600, 5])
    expect(userCode).toMatch(/^[A-Z]{4}-[A-Z]{4}$/)
    await expect(poll()).rejects.toBeInstanceOf(AuthorizationPendingException)
    const page = await decideAt(verificationUriComplete, 'approve')
    expect(page.status).toBe(200)
    host.clock.advance(5_000)
    const tokens = await poll()
    expect(tokens).toMatchObject({ tokenType: 'Bearer', expiresIn: 600, accessToken: expect.any(String) })
    const refresh = (scope?: string[]) =>
      sdk.send(
        new CreateTokenCommand({ ...client, grantType: 'refresh_token', refreshToken: tokens.refreshToken, scope }),
      )
    await expect(refresh(['sso:account:access'])).rejects.toBeInstanceOf(InvalidScopeException)
    const refreshed = await refresh(['read'])
    expect(refreshed.accessToken).not.toBe(tokens.accessToken)
    expect(refreshed.refreshToken).not.toBe(tokens.refreshToken)
  })

  it('knows each request by its identifier', async () => {
    const { $metadata: first } = await register()
    const { $metadata: second } = await register()
    expect(first.requestId).toMatch(/^[\da-f-]{36}$/)
    expect(second.requestId).not.toBe(first.requestId)
  })

  it('may poll twice at once after the start, and later must wait', async () => {
    const { poll } = await start()
    for (const wait of [0, 0, 1_999, 5_000]) {
      host.clock.advance(wait)
      await expect(poll()).rejects.toBeInstanceOf(AuthorizationPendingException)
    }
    await expect(poll()).rejects.toBeInstanceOf(SlowDownException)
  })

  it('receives the denial of the person', async () => {
    const { poll, verificationUriComplete = '' } = await start()
    await decideAt(verificationUriComplete, 'deny')
    await expect(poll()).rejects.toMatchObject({
      name: 'AccessDeniedException',
      error: 'access_denied',
      error_description: expect.any(String),
      $metadata: { httpStatusCode: 400, requestId: expect.any(String) },
    })
    await expect(poll()).rejects.toBeInstanceOf(AccessDeniedException)
  })

  it('learns that the code has expired', async () => {
    const { poll } = await start()
    host.clock.advance(600_000)
    await expect(poll()).rejects.toBeInstanceOf(ExpiredTokenException)
  })

  it('learns what is wrong with a request, as a class', async () => {
    const { client } = await start()
    const send = (changes: object) =>
      sdk.send(new CreateTokenCommand({ ...client, grantType: deviceGrant, deviceCode: 'example', ...changes }))
    await expect(send({})).rejects.toBeInstanceOf(InvalidGrantException)
    await expect(send({ clientSecret: 'wrong' })).rejects.toBeInstanceOf(InvalidClientException)
    await expect(send({ grantType: 'authorization_code' })).rejects.toBeInstanceOf(UnsupportedGrantTypeException)
    await expect(send({ deviceCode: undefined })).rejects.toBeInstanceOf(InvalidRequestException)
    await expect(register(['admin'])).rejects.toBeInstanceOf(InvalidScopeException)
    const confidential = new RegisterClientCommand({ clientName: 'My tool', clientType: 'confidential' })
    await expect(sdk.send(confidential)).rejects.toBeInstanceOf(InvalidClientMetadataException)
  })

  it('must register again when its registration has ended', async () => {
    const { clientId, clientSecret, clientSecretExpiresAt = 0 } = await register()
    const startUrl = 'https://example.awsapps.com/start'
    host.clock.advance(clientSecretExpiresAt * 1_000 - host.clock.now() + 1_000)
    const command = new StartDeviceAuthorizationCommand({ clientId, clientSecret, startUrl })
    await expect(sdk.send(command)).rejects.toBeInstanceOf(InvalidClientException)
  })
})
