import { createHttpHeaders, type HttpClient } from '@azure/core-rest-pipeline'
import { DeviceCodeCredential } from '@azure/identity'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { skipClientWaits } from '../support/client-time.js'
import { clientId, createEntraTenant, type EntraTenant } from '../support/entra-tenant.js'

describe('DeviceCodeCredential of @azure/identity, unmodified', () => {
  let tenant: EntraTenant
  let credential: DeviceCodeCredential
  let shown: string
  let decision: 'approve' | 'deny'

  beforeEach(async () => {
    tenant = await createEntraTenant()
    shown = ''
    decision = 'approve'
    let code = ''
    const { origin, pathname } = new URL(tenant.authority)
    credential = new DeviceCodeCredential({
      authorityHost: origin,
      tenantId: pathname.slice(1),
      clientId,
      // The server is not looked up at Microsoft's.
      disableInstanceDiscovery: true,
      httpClient,
      userPromptCallback({ userCode, message }) {
        code = userCode
        shown = message
      },
    })
    skipClientWaits(async (milliseconds, count) => {
      tenant.clock.advance(milliseconds)
      if (count === 2) await tenant.decide(code, decision)
    }, 5_000)
  })

  afterEach(() => {
    vi.unstubAllGlobals()
  })

  const httpClient: HttpClient = {
    async sendRequest(request) {
      const { url, method, body } = request
      const headers = new Headers(request.headers.toJSON())
      const response = await tenant.ask(
        new Request(url, { method, headers, ...(typeof body === 'string' && { body }) }),
      )
      return {
        request,
        status: response.status,
        headers: createHttpHeaders(Object.fromEntries(response.headers)),
        bodyAsText: await response.text(),
      }
    },
  }

  it('signs in: pending, then approved on the page', async () => {
    const { token, expiresOnTimestamp } = await credential.getToken('User.Read')
    expect(tenant.words()).toEqual(['200', '200', 'authorization_pending', 'authorization_pending', '200'])
    expect(shown).toContain('https://login.example.com/contoso/devicelogin')
    expect(tenant.heard.at(-1)?.body['access_token']).toBe(token)
    expect(expiresOnTimestamp).toBeGreaterThan(Date.now())
  })

  it('keeps the account of the ID token, and refreshes without a question when the token has ended', async () => {
    const record = await credential.authenticate('User.Read')
    expect(record).toMatchObject({ clientId, homeAccountId: 'user-alice', authority: 'login.example.com' })
    const kept = await credential.getToken('User.Read')
    expect(tenant.heard).toHaveLength(5)
    // Claims make it ask again.
    const { token } = await credential.getToken('User.Read', { claims: '{"access_token":{}}' })
    expect(tenant.heard).toHaveLength(6)
    expect(token).not.toBe(kept.token)
  })

  it('receives the denial of the person', async () => {
    decision = 'deny'
    await expect(credential.getToken('User.Read')).rejects.toThrow('authorization_declined')
    expect(tenant.words().at(-1)).toBe('authorization_declined')
  })
})
