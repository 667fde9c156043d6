import * as client from 'openid-client'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { decideInBrowser } from '../support/browser-forms.js'
import { skipClientWaits } from '../support/client-time.js'
import { type ExpressHost, startExpressHost } from '../support/express-host.js'
import { membersOf } from '../support/json.js'

describe('openid-client 6, unmodified', () => {
  let host: ExpressHost
  let configuration: client.Configuration
  let heard: string[]

  beforeEach(async () => {
    host = await startExpressHost()
    heard = []
    configuration = await discover('demo-cli')
  })

  afterEach(async () => {
    vi.unstubAllGlobals()
    await host.close()
  })

  /** Finds the server by its metadata and writes down the `error` of every answer, or the status of a success. */
  async function discover(clientId: string, secret?: string, authentication?: client.ClientAuth) {
    const options = { execute: [client.allowInsecureRequests] }
    const found = await client.discovery(new URL(host.issuer), clientId, secret, authentication, options)
    found[client.customFetch] = async (url, { body, ...init }) => {
      const response = await fetch(url, { ...init, body: body ?? null })
      const { error } = await membersOf(response.clone())
      heard.push(String(error ?? response.status))
      return response
    }
    return found
  }

  const poll = (started: client.DeviceAuthorizationResponse) =>
    client.pollDeviceAuthorizationGrant(configuration, started)

  it('signs in: pending, then approved on the page', async () => {
    const started = await client.initiateDeviceAuthorization(configuration, { scope: 'read write' })
    skipClientWaits(async (milliseconds, count) => {
      host.clock.advance(milliseconds)
      if (count === 3) await decideInBrowser(host.issuer, started.user_code, 'approve')
    })
    const tokens = await poll(started)
    expect(heard).toEqual(['200', 'authorization_pending', 'authorization_pending', '200'])
    expect(tokens.scope).toBe('read write')
    expect(tokens.token_type).toBe('bearer')
    expect(tokens.expires_in).toBe(600)
  })

  it('slows down when its clock runs fast, and still signs in', async () => {
    const started = await client.initiateDeviceAuthorization(configuration, { scope: 'read' })
    skipClientWaits(async (milliseconds, count) => {
      // Its first five waits of five seconds are one second to the server.
      host.clock.advance(count <= 5 ? 1_000 : milliseconds)
      if (count === 9) await decideInBrowser(host.issuer, started.user_code, 'approve')
    })
    await poll(started)
    expect(heard).toContain('slow_down')
    expect(heard.at(-1)).toBe('200')
  })

  it('receives the denial of the person', async () => {
    const started = await client.initiateDeviceAuthorization(configuration, { scope: 'read' })
    skipClientWaits(async (milliseconds, count) => {
      host.clock.advance(milliseconds)
      if (count === 2) await decideInBrowser(host.issuer, started.user_code, 'deny')
    })
    await expect(poll(started)).rejects.toMatchObject({ error: 'access_denied', status: 400 })
    expect(heard).toEqual(['200', 'authorization_pending', 'access_denied'])
  })

  it('learns that the code has expired', async () => {
    const started = await client.initiateDeviceAuthorization(configuration, { scope: 'read' })
    skipClientWaits((milliseconds, count) => host.clock.advance(count === 2 ? 700_000 : milliseconds))
    await expect(poll(started)).rejects.toMatchObject({ error: 'expired_token', status: 400 })
  })

  it.each([
    ['client_secret_basic', client.ClientSecretBasic('demo-backend-secret')],
    ['client_secret_post', client.ClientSecretPost('demo-backend-secret')],
  ])('signs in as a confidential client by %s', async (_method, authentication) => {
    configuration = await discover('demo-backend', undefined, authentication)
    const started = await client.initiateDeviceAuthorization(configuration, { scope: 'read' })
    await decideInBrowser(host.issuer, started.user_code, 'approve')
    skipClientWaits((milliseconds) => host.clock.advance(milliseconds))
    expect((await poll(started)).access_token).toBeTypeOf('string')
  })

  it('learns that its secret is wrong', async () => {
    configuration = await discover('demo-backend', undefined, client.ClientSecretBasic('another secret'))
    await expect(client.initiateDeviceAuthorization(configuration, { scope: 'read' })).rejects.toMatchObject({
      cause: [{ scheme: 'basic' }],
    })
  })
})
