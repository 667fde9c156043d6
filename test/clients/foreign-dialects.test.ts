import { createDeviceClient, memoryTokens } from '@devicegrant/client'
import { auth0, type Dialect, gitlab, google, keycloak } from '@devicegrant/core/dialects'
import { createManualTime } from '@devicegrant/testing'
import { createFakeDeviceServer, type FakeDeviceServer } from '@devicegrant/testing/device-server'
import { describe, expect, it } from 'vitest'

// Our client at servers that speak another dialect, with explicit endpoints: the client knows the RFC alone.

interface Case {
  readonly dialect: Dialect
  /** What the server does differently from RFC 8628. */
  readonly differs: string
  readonly start: string
  readonly token: string
  readonly revoke?: string
}

const cases: readonly Case[] = [
  {
    dialect: auth0,
    differs: 'refuses with status 403, and a poll that is too fast with 429',
    start: '/oauth/device/code',
    token: '/oauth/token',
    revoke: '/oauth/revoke',
  },
  {
    dialect: gitlab,
    differs: 'has other paths, short user codes and a token type with a capital',
    start: '/oauth/authorize_device',
    token: '/oauth/token',
    revoke: '/oauth/revoke',
  },
  {
    dialect: keycloak,
    differs: 'has more members in a token response, and refresh tokens that are JWTs',
    start: '/protocol/openid-connect/auth/device',
    token: '/protocol/openid-connect/token',
    revoke: '/protocol/openid-connect/revoke',
  },
  {
    dialect: google,
    differs: 'says with status 428 that the person has not decided, refuses with 403, and has no revocation',
    start: '/device/code',
    token: '/token',
  },
]

describe.each(cases.map((one) => ({ name: one.dialect.name, ...one })))('$name, which $differs', (one) => {
  const { dialect, start, token, revoke } = one

  function open() {
    const server = createFakeDeviceServer({ time: createManualTime(Date.now()), grant: { dialects: [dialect] } })
    const { issuer, clientId, fetch, time } = server
    const endpoints = {
      deviceAuthorizationEndpoint: issuer + start,
      tokenEndpoint: issuer + token,
      ...(revoke !== undefined && { revocationEndpoint: issuer + revoke }),
    }
    const scope = ['read', 'offline_access']
    const auth = createDeviceClient({ issuer, endpoints, clientId, scope, tokens: memoryTokens(), fetch, time })
    return { server, auth, time }
  }

  const decideAfterPolls = (server: FakeDeviceServer, polls: number, choice: 'approve' | 'deny') => ({
    show: ({ userCode }: { readonly userCode: string }) =>
      server.afterPolls(polls, () => decide(server, dialect, userCode, choice)),
  })

  it('waits until the person approves', async () => {
    const { server, auth, time } = open()
    const identity = await time.runUntil(auth.login(decideAfterPolls(server, 2, 'approve')))
    expect(identity).toMatchObject({ scope: 'read offline_access', isBound: false })
    expect(server.polls).toEqual(['pending', 'pending', 'approved'])
  })

  it('hears that the person denied', async () => {
    const { server, auth, time } = open()
    const login = time.runUntil(auth.login(decideAfterPolls(server, 1, 'deny')))
    await expect(login).rejects.toMatchObject({ code: 'denied' })
  })

  it('hears that the codes have expired', async () => {
    const { auth, time } = open()
    await expect(time.runUntil(auth.login({ show: () => undefined }))).rejects.toMatchObject({ code: 'expired' })
  })

  it('waits longer after a poll that came too fast', async () => {
    const { server, auth, time } = open()
    const pending = await auth.startLogin()
    await time.advance(10_000)
    expect(await pending.poll()).toMatchObject({ status: 'pending' })
    // Another program polls with the same code, so that the next poll of this one comes too fast.
    const { started } = pending.toJSON()
    await pollByHand(server, server.issuer + token, started.deviceCode)
    await time.advance(started.interval)
    // By the RFC alone it would wait 10 s. The server has counted both polls, and names its interval in the body.
    expect(await pending.poll()).toMatchObject({ status: 'pending', nextPollAt: time.now() + 15_000 })
    expect(server.polls).toEqual(['pending', 'slow_down', 'slow_down'])
  })

  it('refreshes, and signs out', async () => {
    const { server, auth, time } = open()
    await time.runUntil(auth.login(decideAfterPolls(server, 0, 'approve')))
    const first = await auth.accessToken()
    const second = await time.runUntil(auth.accessToken({ minLife: 60 * 60_000 }))
    expect(second).not.toBe(first)
    expect(await time.runUntil(auth.logout())).toBe(revoke === undefined ? 'forgotten' : 'revoked')
    await expect(auth.accessToken()).rejects.toMatchObject({ code: 'notLoggedIn' })
  })
})

// Google names the address `verification_url`, as a draft of the RFC did. Our dialect sends both names, and Google sends this one.
describe('a server that sends verification_url alone', () => {
  it('is understood', async () => {
    const server = createFakeDeviceServer({ time: createManualTime(Date.now()), grant: { dialects: [google] } })
    server.intercept(async (request, next) => {
      const response = await next(request)
      const body = await response.text()
      return new Response(body.replace(/"verification_uri":"[^"]*",/, ''), response)
    })
    const { issuer, clientId, fetch, time } = server
    const endpoints = { deviceAuthorizationEndpoint: `${issuer}/device/code`, tokenEndpoint: `${issuer}/token` }
    const auth = createDeviceClient({ issuer, endpoints, clientId, tokens: memoryTokens(), fetch, time })
    const { prompt } = await auth.startLogin({ scope: ['read'] })
    expect(prompt.uri).toBe(`${issuer}/device`)
  })
})

/** Decides as the person would on the page of the dialect, whose user codes are its own. */
async function decide(
  server: FakeDeviceServer,
  { userCode: format }: Dialect,
  userCode: string,
  choice: 'approve' | 'deny',
) {
  const person = { subject: 'fake-subject-of-alice', sessionId: 'session-of-alice', authenticatedAt: server.time.now() }
  const { service } = server.grant
  const view = await service.lookUp(userCode, format, person)
  if (view.kind === 'refusal') throw new Error(`the page refuses the code: ${view.code}`)
  const decided = await service.decide({ userCode, ticket: view.ticket, choice }, format, person)
  if (decided.kind === 'refusal') throw new Error(`the page refuses the decision: ${decided.code}`)
}

async function pollByHand({ clientId, fetch }: FakeDeviceServer, address: string, deviceCode: string): Promise<void> {
  const grantType = 'urn:ietf:params:oauth:grant-type:device_code'
  const body = new URLSearchParams({ grant_type: grantType, client_id: clientId, device_code: deviceCode })
  await fetch(address, { method: 'POST', body })
}
