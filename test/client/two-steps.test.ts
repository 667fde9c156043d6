import { DeviceLoginError, memoryTokens, type TokenPlace } from '@devicegrant/client'
import { describe, expect, it } from 'vitest'
import { createWorld, failureOf } from './world.js'

describe('CK24: a sign-in in two steps', () => {
  it.each(['off', 'offered'] as const)('goes on in another process: DPoP %s', async (dpop) => {
    const { server, auth, newClient } = createWorld({ dpop, client: { pkce: 'required' } })
    const first = await auth.startLogin({ deviceLabel: 'a terminal' })
    const written = JSON.stringify(first)
    await server.approve(first.prompt.userCode)

    const other = newClient()
    const resumed = await other.resumeLogin(JSON.parse(written))
    expect(resumed.prompt).toEqual(first.prompt)
    const identity = await server.time.runUntil(resumed.wait())
    expect(identity).toMatchObject({ scope: 'read', isBound: dpop === 'offered' })
    expect(await auth.accessToken()).not.toBe('')

    // What was written is worth nothing now.
    await server.time.advance(120_000)
    const again = await newClient().resumeLogin(JSON.parse(written))
    const { failure } = await failureOf(server.time.runUntil(again.wait()))
    expect(failure).toMatchObject({ code: 'refused', error: 'invalid_grant' })
    expect(server.tokenSets).toBe(1)
  })

  it('may be continued by two processes at once, and neither ends the grant of both', async () => {
    const { server, auth, newClient } = createWorld()
    const first = await auth.startLogin()
    const second = await newClient().resumeLogin(JSON.parse(JSON.stringify(first)))
    await server.approve(first.prompt.userCode)
    await server.time.runUntil(first.wait())
    await server.time.runUntil(second.wait())
    expect([server.tokenSets, await server.grants()]).toEqual([1, 1])
  })

  it('keeps the pace of the first process', async () => {
    const { server, auth, newClient } = createWorld()
    const first = await auth.startLogin()
    server.tooFast(1, { interval: 20_000 })
    await server.time.advance(5_000)
    await first.poll()
    const resumed = await newClient().resumeLogin(JSON.parse(JSON.stringify(first)))
    await server.time.advance(19_000)
    expect(await resumed.poll()).toMatchObject({ status: 'pending' })
    expect(server.polls).toHaveLength(1)
    await server.time.advance(1_000)
    await resumed.poll()
    expect(server.polls).toEqual(['slow_down', 'pending'])
    expect(resumed.toJSON().interval).toBe(20_000)
  })

  it('can be looked at from time to time, and polls no more than it may', async () => {
    const { server, auth } = createWorld()
    const pending = await auth.startLogin()
    const start = server.time.now()
    expect(await pending.poll()).toEqual({ status: 'pending', nextPollAt: start + 5_000, isNumberWanted: false })
    expect(server.polls).toEqual([])
    await server.time.advance(6_000)
    expect(await pending.poll()).toEqual({ status: 'pending', nextPollAt: start + 11_000, isNumberWanted: false })
    await server.approve(pending.prompt.userCode)
    await server.time.advance(6_000)
    expect(await pending.poll()).toMatchObject({ status: 'approved', identity: { scope: 'read' } })
    expect(server.polls).toEqual(['pending', 'approved'])
  })

  it('polls at once after the device has slept', async () => {
    const { server, auth } = createWorld()
    const pending = await auth.startLogin()
    await server.approve(pending.prompt.userCode)
    server.deviceClock.sleep(60_000)
    expect(await pending.poll()).toMatchObject({ status: 'approved' })
  })

  it('does not go on where its tokens cannot be kept', async () => {
    const memory = memoryTokens()
    const unusable: TokenPlace = {
      ...memory,
      open: (owner, report) => ({
        ...memory.open(owner, report),
        probe: () => Promise.reject(new DeviceLoginError({ code: 'storage', place: 'here', problem: 'it is gone.' })),
      }),
    }
    const { auth, newClient } = createWorld()
    const kept = (await auth.startLogin()).toJSON()
    expect((await failureOf(newClient({ tokens: unusable }).resumeLogin(kept))).code).toBe('storage')
  })

  it('says how it ended', async () => {
    const { server, auth } = createWorld()
    const pending = await auth.startLogin()
    await server.deny(pending.prompt.userCode)
    await server.time.advance(5_000)
    expect((await failureOf(pending.poll())).code).toBe('denied')
    expect((await failureOf(pending.wait())).code).toBe('denied')
  })

  it.each([
    ['nothing', undefined],
    ['a text', 'dgd_…'],
    ['an object without its members', { version: 1 }],
    ['of another version', { version: 2 }],
  ])('cannot be made of something else: %s', async (_, value) => {
    const { auth } = createWorld()
    expect((await failureOf(auth.resumeLogin(value))).code).toBe('storage')
  })

  it('belongs to one server and one client', async () => {
    const { auth } = createWorld()
    const kept = (await auth.startLogin()).toJSON()
    const other = { ...kept, issuer: 'https://evil.example' }
    expect((await failureOf(auth.resumeLogin(other))).message).toContain('it is of another server or client')
  })
})
