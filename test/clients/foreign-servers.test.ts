// @module-tag thorough
import { type ClientEvent, createDeviceClient, type DeviceClient, memoryTokens } from '@devicegrant/client'
import { describe, expect, it } from 'vitest'
import { createFastTime } from '../support/fast-time.js'
import { type ForeignHost, useForeignHost } from '../support/foreign-host.js'

// Our client at the servers of other people (implementations/README.md). They wait on the clock of the system, and so does the
// client: for one interval in each sign-in.

const hour = 60 * 60_000

function clientOf({ issuer, clientId, scope }: ForeignHost, more: { readonly dpop?: 'on' | 'off' } = {}) {
  const seen: ClientEvent[] = []
  const onEvent = (event: ClientEvent) => void seen.push(event)
  const common = { clientId, scope: scope.split(' '), tokens: memoryTokens(), firstPoll: 'now' as const, onEvent }
  return { auth: createDeviceClient({ issuer, ...common, ...more }), events: () => seen.map(({ type }) => type) }
}

/** The person approves after the first poll, so that the client first hears that it has to wait. */
async function signIn(host: ForeignHost, auth: DeviceClient) {
  const pending = await auth.startLogin()
  expect(await pending.poll()).toMatchObject({ status: 'pending' })
  await host.decide(pending.prompt.userCode, 'approve')
  return pending.wait()
}

async function introspect({ clientId, introspectionEndpoint = '' }: ForeignHost, token: string): Promise<unknown> {
  const body = new URLSearchParams({ client_id: clientId, token })
  const response = await fetch(introspectionEndpoint, { method: 'POST', body })
  return response.json()
}

// Names no interval, so the client waits for the 5 s of the RFC; never says `slow_down`. Lists PKCE, and ignores it in this
// grant. Binds tokens by DPoP at the poll. A public client may introspect its own tokens.
describe('oidc-provider 9', () => {
  const host = useForeignHost('oidc-provider')

  it('signs in with tokens that are bound to a key, refreshes them, and signs out', async () => {
    const { auth, events } = clientOf(host())
    const identity = await signIn(host(), auth)
    expect(identity).toMatchObject({ subject: 'alice', scope: host().scope, isBound: true })
    const first = await auth.accessToken()
    expect(await introspect(host(), first)).toMatchObject({ active: true, token_type: 'DPoP', sub: 'alice' })
    const second = await auth.accessToken({ minLife: 2 * hour })
    expect(second).not.toBe(first)
    expect(await auth.whoami()).toMatchObject({ subject: 'alice', name: 'Alice' })
    const userinfo = await auth.fetch(host().userinfoEndpoint)
    expect(await userinfo.json()).toEqual({ sub: 'alice', name: 'Alice' })
    expect(await auth.logout()).toBe('revoked')
    expect(await introspect(host(), second)).toEqual({ active: false })
    expect(events()).toEqual(['started', 'pending', 'approved', 'refreshed'])
  })

  it('signs in with plain tokens if the client wants no DPoP', async () => {
    const { auth } = clientOf(host(), { dpop: 'off' })
    expect(await signIn(host(), auth)).toMatchObject({ subject: 'alice', isBound: false })
    expect(await introspect(host(), await auth.accessToken())).toMatchObject({ active: true, token_type: 'Bearer' })
    expect(await auth.logout()).toBe('revoked')
  })

  it('hears that the person denied', async () => {
    const { auth } = clientOf(host())
    const login = auth.login({ show: ({ userCode }) => host().decide(userCode, 'deny') })
    await expect(login).rejects.toMatchObject({ code: 'denied' })
  })
})

// Its issuer has a path, its page is outside of it, its ID tokens are signed with EdDSA, and its metadata does not list the method
// `none` of its public clients. Lists PKCE, and ignores it in this grant. No public client may introspect.
describe('better-auth 1 with its OAuth provider', () => {
  const host = useForeignHost('better-auth')

  it('signs in with tokens that are bound to a key, refreshes them, and signs out', async () => {
    const { auth, events } = clientOf(host())
    const identity = await signIn(host(), auth)
    expect(identity).toMatchObject({ scope: host().scope, isBound: true })
    const first = await auth.accessToken()
    const second = await auth.accessToken({ minLife: 2 * hour })
    expect(second).not.toBe(first)
    expect(await auth.whoami()).toMatchObject({ subject: identity.subject, name: 'Alice' })
    const userinfo = await auth.fetch(host().userinfoEndpoint)
    expect(await userinfo.json()).toMatchObject({ sub: identity.subject, email: 'alice@example.com' })
    expect(await introspect(host(), second)).toMatchObject({ error: 'invalid_client' })
    expect(await auth.logout()).toBe('revoked')
    expect(events()).toEqual(['started', 'pending', 'approved', 'refreshed'])
  })

  it('hears that the person denied', async () => {
    const { auth } = clientOf(host())
    const login = auth.login({ show: ({ userCode }) => host().decide(userCode, 'deny') })
    await expect(login).rejects.toMatchObject({ code: 'denied' })
  })
})

// The same library for its own clients: the token is that of a session. It has no metadata, no revocation and no refresh tokens, and
// its token endpoint reads JSON alone, which RFC 6749 does not know.
describe('better-auth 1 with sessions', () => {
  const host = useForeignHost('better-auth-sessions')

  it('is not supported without metadata', async () => {
    const { auth } = clientOf(host())
    const login = auth.login({ show: () => undefined })
    const missing = expect.stringContaining('metadata')
    await expect(login).rejects.toMatchObject({ code: 'unsupported', failure: { missing } })
  })

  it('gives codes at its endpoints, and no answer that can be read to a poll', async () => {
    const { issuer, clientId, deviceAuthorizationEndpoint = '', tokenEndpoint = '' } = host()
    const endpoints = { deviceAuthorizationEndpoint, tokenEndpoint }
    const reasons = new Set<string>()
    const onEvent = (event: ClientEvent) => {
      if (event.type === 'retrying') reasons.add(event.reason)
    }
    // The client goes on for a minute before it gives up.
    const time = createFastTime(500)
    const common = { issuer, endpoints, clientId, tokens: memoryTokens(), onEvent, time, requestTimeout: hour }
    const login = createDeviceClient(common).login({
      show: ({ userCode }) => host().decide(userCode, 'approve'),
    })
    await expect(login).rejects.toMatchObject({ failure: { code: 'unreachable', status: 415 } })
    expect([...reasons]).toEqual(['unreadable'])
  })
})
