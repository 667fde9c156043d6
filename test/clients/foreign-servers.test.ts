// @module-tag thorough
import { type ClientEvent, createDeviceClient, type DeviceClient, memoryTokens } from '@devicegrant/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ForeignHost, startForeignHost } from '../support/foreign-host.js'

// Our client at the servers of other people (implementations/README.md). Time is real here: the client waits as the server asks.

const hour = 60 * 60_000

function clientOf({ issuer, clientId, scope }: ForeignHost, more: { readonly dpop?: 'on' | 'off' } = {}) {
  const events: ClientEvent[] = []
  const onEvent = (event: ClientEvent) => void events.push(event)
  const common = { clientId, scope: scope.split(' '), tokens: memoryTokens(), firstPoll: 'now' as const, onEvent }
  return { auth: createDeviceClient({ issuer, ...common, ...more }), events }
}

/** The person approves after the first poll, so that the client hears that it has to wait. */
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

describe('oidc-provider 9', () => {
  let host: ForeignHost
  beforeAll(async () => {
    host = await startForeignHost('oidc-provider')
  })
  afterAll(() => host.stop())

  it('x', async () => {
    const { auth, events } = clientOf(host)
    console.log(await signIn(host, auth))
    const first = await auth.accessToken()
    console.log(await introspect(host, first))
    console.log('who', await auth.whoami())
    const second = await auth.accessToken({ minLife: 2 * hour })
    console.log(first, second)
    const r = await auth.fetch(host.userinfoEndpoint)
    console.log(r.status, await r.text())
    console.log(await auth.logout(), await introspect(host, second), events)
  })
  it('is denied', async () => {
    const { auth } = clientOf(host)
    const login = auth.login({ show: ({ userCode }) => host.decide(userCode, 'deny') })
    await expect(login).rejects.toMatchObject({ code: 'denied' })
  })
})
describe('better-auth', () => {
  let host: ForeignHost
  beforeAll(async () => {
    host = await startForeignHost('better-auth')
  })
  afterAll(() => host.stop())

  it('x', async () => {
    const { auth, events } = clientOf(host)
    try {
    console.log(await signIn(host, auth))
    const first = await auth.accessToken()
    console.log(await introspect(host, first))
    console.log('who', await auth.whoami())
    const second = await auth.accessToken({ minLife: 2 * hour })
    console.log(first, second)
    const r = await auth.fetch(host.userinfoEndpoint)
    console.log(r.status, await r.text())
    console.log(await auth.logout(), await introspect(host, second), events)
    } catch (e) { console.log(events, e, JSON.stringify(e)); throw e }
  })
  it('is denied', async () => {
    const { auth } = clientOf(host)
    const login = auth.login({ show: ({ userCode }) => host.decide(userCode, 'deny') })
    await expect(login).rejects.toMatchObject({ code: 'denied' })
  })
})
