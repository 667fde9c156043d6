import * as oauth from 'oauth4webapi'
import * as client from 'openid-client'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createFormBrowser, decideInBrowser } from '../support/browser-forms.js'
import { skipClientWaits } from '../support/client-time.js'
import { type ExpressHost, startExpressHost } from '../support/express-host.js'

// Clients that nobody changed tie their polls to the program that started, by parameters that they pass on.

let host: ExpressHost

beforeEach(async () => {
  host = await startExpressHost()
})

afterEach(async () => {
  vi.unstubAllGlobals()
  await host.close()
})

describe('openid-client 6, unmodified', () => {
  async function started() {
    const options = { execute: [client.allowInsecureRequests] }
    const configuration = await client.discovery(new URL(host.issuer), 'demo-pkce', undefined, undefined, options)
    const codeVerifier = client.randomPKCECodeVerifier()
    const codes = await client.initiateDeviceAuthorization(configuration, {
      scope: 'read',
      code_challenge: await client.calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: 'S256',
    })
    const poll = (parameters: Record<string, string>) =>
      client.pollDeviceAuthorizationGrant(configuration, codes, parameters)
    return { configuration, codeVerifier, codes, poll }
  }

  it('PK07: finds S256 in the metadata, and signs in with its verifier at every poll', async () => {
    const { configuration, codeVerifier, codes, poll } = await started()
    expect(configuration.serverMetadata().supportsPKCE()).toBe(true)
    skipClientWaits(async (milliseconds, count) => {
      host.clock.advance(milliseconds)
      if (count === 3) await decideInBrowser(host.issuer, codes.user_code, 'approve')
    })
    expect(await poll({ code_verifier: codeVerifier })).toMatchObject({ scope: 'read' })
  })

  it.each([
    ['PK02', 'another verifier', { code_verifier: client.randomPKCECodeVerifier() }],
    ['PK02', 'no verifier', {}],
  ])('%s: is refused with %s', async (_id, _what, parameters) => {
    const { codes, poll } = await started()
    await decideInBrowser(host.issuer, codes.user_code, 'approve')
    skipClientWaits((milliseconds) => host.clock.advance(milliseconds))
    await expect(poll(parameters)).rejects.toMatchObject({ error: 'invalid_grant', status: 400 })
  })

  it('PK05: cannot start without a challenge as a client that must have one', async () => {
    const { configuration } = await started()
    await expect(client.initiateDeviceAuthorization(configuration, { scope: 'read' })).rejects.toMatchObject({
      error: 'invalid_request',
    })
  })
})

describe('oauth4webapi 3, unmodified', () => {
  const insecure = { [oauth.allowInsecureRequests]: true } as const

  async function started(clientId: string, parameters: Record<string, string>) {
    const issuer = new URL(host.issuer)
    const found = await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...insecure })
    const server = await oauth.processDiscoveryResponse(issuer, found)
    const device = { client_id: clientId }
    const asked = await oauth.deviceAuthorizationRequest(server, device, oauth.None(), parameters, insecure)
    const codes = await oauth.processDeviceAuthorizationResponse(server, device, asked)
    return {
      codes,
      async poll(additionalParameters: Record<string, string>) {
        const { device_code: code } = codes
        const options = { ...insecure, additionalParameters }
        const response = await oauth.deviceCodeGrantRequest(server, device, oauth.None(), code, options)
        return oauth.processDeviceCodeResponse(server, device, response)
      },
    }
  }

  it('PK01: signs in with its verifier', async () => {
    const codeVerifier = oauth.generateRandomCodeVerifier()
    const { codes, poll } = await started('demo-cli', {
      scope: 'read',
      code_challenge: await oauth.calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: 'S256',
    })
    await decideInBrowser(host.issuer, codes.user_code, 'approve')
    await expect(poll({})).rejects.toMatchObject({ error: 'invalid_grant' })
    expect(await poll({ code_verifier: codeVerifier })).toMatchObject({ scope: 'read' })
    // It lost the response.
    await expect(poll({})).rejects.toMatchObject({ error: 'invalid_grant' })
    expect(await poll({ code_verifier: codeVerifier })).toMatchObject({ scope: 'read' })
  })

  it('XD05: asks for the number when it is told to, and signs in with it', async () => {
    const { codes, poll } = await started('demo-typed', { scope: 'read' })
    expect(codes).toMatchObject({ verification_required: true })
    const number = await numberOnPage(codes.user_code)
    await expect(poll({})).rejects.toMatchObject({
      error: 'authorization_pending',
      cause: { verification_required: true },
    })
    expect(await poll({ verification_number: number })).toMatchObject({ scope: 'read' })
  })

  /** Approves in a browser, and reads the number on the page as a person would. */
  async function numberOnPage(userCode: string): Promise<string> {
    const browser = createFormBrowser()
    const asked = await browser.visit(`${host.issuer}/device/confirm?user_code=${userCode}`)
    const person = { username: 'alice', password: 'correct horse battery staple' }
    const confirm = await browser.submit(asked, person)
    const { text } = await browser.submit(confirm, { user_code: userCode }, 'approve')
    return /\d{3} \d{3}/.exec(text)?.[0] ?? ''
  }
})
