import { createDeviceClient, type DeviceClientOptions, memoryTokens } from '@devicegrant/client'
import { createFakeDeviceServer, type FakeDeviceServerOptions } from '@devicegrant/testing/device-server'
import { describe, expect, it } from 'vitest'

// The double together with the client of this repository.

type More = Pick<DeviceClientOptions, 'scope' | 'dpop' | 'pkce' | 'onEvent'>

function pair(options: FakeDeviceServerOptions = {}, more: More = {}) {
  const server = createFakeDeviceServer(options)
  const { issuer, clientId, fetch, time } = server
  const auth = createDeviceClient({ issuer, clientId, tokens: memoryTokens(), fetch, time, scope: ['read'], ...more })
  const approveAfter = (polls: number) =>
    auth.login({ show: ({ userCode }) => server.afterPolls(polls, () => server.approve(userCode)) })
  return { server, auth, time, approveAfter }
}

describe('a sign-in', () => {
  it('polls at the interval until the person approves', async () => {
    const { server, time, approveAfter } = pair()
    await time.runUntil(approveAfter(3))
    expect(server.polls).toEqual(['pending', 'pending', 'pending', 'approved'])
    expect(server.pollTimes).toEqual([5_000, 10_000, 15_000, 20_000])
    expect([server.tokenSets, await server.grants(), server.faults]).toEqual([1, 1, []])
  })

  it('ends with a denial', async () => {
    const { server, auth, time } = pair()
    const login = auth.login({ show: ({ userCode }) => server.afterPolls(1, () => server.deny(userCode)) })
    await expect(time.runUntil(login)).rejects.toMatchObject({ code: 'denied' })
    expect(server.polls).toEqual(['pending', 'denied'])
  })

  it('ends when the codes do, after one last poll', async () => {
    const { server, auth, time } = pair({ policy: { lifetime: 60_000, interval: 25_000 } })
    await expect(time.runUntil(auth.login({ show: () => undefined }))).rejects.toMatchObject({ code: 'expired' })
    expect(server.polls.at(-1)).toBe('expired')
  })

  it('ends at once if time jumps past the end of the codes', async () => {
    const { server, auth, time } = pair()
    const login = auth.login({ show: () => server.afterPolls(2, server.expire) })
    await expect(time.runUntil(login)).rejects.toMatchObject({ code: 'expired' })
    expect(server.polls).toEqual(['pending', 'pending', 'expired'])
  })

  it('survives every fault of the network, and the server makes one token set', async () => {
    const { server, auth, time } = pair()
    server.status(503)
    server.status(429, 1, { retryAfter: 20 })
    server.html()
    server.garble()
    server.loseNextAnswer('request')
    server.loseNextAnswer('answer')
    server.timeOut()
    const loseSuccess = (userCode: string) => async () => {
      await server.approve(userCode)
      server.loseNextAnswer('answer')
      server.loseNextAnswer('body')
      server.garble()
    }
    await time.runUntil(auth.login({ show: ({ userCode }) => server.afterPolls(8, loseSuccess(userCode)) }))
    const before = ['status 503', 'status 429', 'html', 'garbled', 'lost', 'lost', 'timedOut', 'pending']
    expect(server.polls).toEqual([...before, 'lost', 'lost', 'garbled', 'approved'])
    expect(server.tokenSets).toBe(1)
  })

  it('loses a lost success on a server without replay', async () => {
    const { server, time, approveAfter } = pair({ policy: { replayWindow: 0 } })
    const login = approveAfter(1)
    server.tooFast()
    server.loseNextAnswer('body')
    await expect(time.runUntil(login)).rejects.toMatchObject({ code: 'answerLost' })
    expect(server.polls).toEqual(['slow_down', 'lost', 'invalid_grant'])
  })

  it('waits as long as a slow_down says', async () => {
    const { server, time, approveAfter } = pair()
    const login = approveAfter(3)
    server.tooFast(1, { interval: 22_000 })
    server.tooFast()
    await time.runUntil(login)
    expect(server.pollTimes).toEqual([5_000, 27_000, 54_000, 81_000])
  })

  it('waits as long as Retry-After says, once', async () => {
    const { server, time, approveAfter } = pair()
    const login = approveAfter(2)
    server.retryAfter(30)
    await time.runUntil(login)
    expect(server.pollTimes).toEqual([5_000, 35_000, 40_000])
  })

  it.each(['runFast', 'runWallFast'] as const)('is never too fast if a clock of the device is: %s', async (how) => {
    const { server, time, approveAfter } = pair()
    server.deviceClock[how](1.3)
    await time.runUntil(approveAfter(5))
    expect(server.polls).toEqual(['pending', 'pending', 'pending', 'pending', 'pending', 'approved'])
  })

  it('goes on after the device was asleep', async () => {
    const { server, auth, time } = pair()
    const show = ({ userCode }: { readonly userCode: string }) => {
      server.afterPolls(1, () => server.deviceClock.sleep(8 * 60_000))
      server.afterPolls(2, () => server.approve(userCode))
    }
    await time.runUntil(auth.login({ show }))
    expect(server.polls).toEqual(['pending', 'pending', 'approved'])
  })

  it('asks for the number of the page', async () => {
    const { server, auth, time } = pair({ client: { verificationNumber: true } })
    let shown = ''
    const login = auth.login({
      show: ({ userCode }) =>
        server.afterPolls(2, async () => {
          shown = (await server.approve(userCode)).verificationNumber ?? ''
        }),
      askNumber: async () => shown,
    })
    await time.runUntil(login)
    expect(shown).toMatch(/^\d{6}$/)
    expect(server.polls.at(-1)).toBe('approved')
    expect(server.requests.at(-1)?.parameters).toContain('verification_number')
  })

  it('fails with the failure of the script', async () => {
    const { server, auth, time } = pair()
    const login = auth.login({ show: () => server.afterPolls(1, () => server.approve('WRNG-CODE')) })
    login.catch(() => undefined) // it goes on when the script has failed
    await expect(time.runUntil(login)).rejects.toThrow('the page refuses it: invalidUserCode')
  })
})

describe('protections', () => {
  it.each(['offered', 'required'] as const)('of keys, if they are %s', async (dpop) => {
    const { server, auth, time, approveAfter } = pair({ dpop })
    expect(await time.runUntil(approveAfter(2))).toMatchObject({ isBound: true })
    expect(server.polls).toContain('use_dpop_nonce')
    const bearer = server.grant.bearer()
    server.intercept(async (request, next) => {
      if (new URL(request.url).pathname !== '/things') return next(request)
      const { method, url, headers } = request
      const verdict = await bearer({ method, url, ...Object.fromEntries(headers) })
      return new Response(null, { status: verdict.ok ? 200 : verdict.response.status })
    })
    expect((await time.runUntil(auth.fetch(`${server.issuer}/things`))).status).toBe(200)
  })

  it('of codes by a verifier', async () => {
    const { server, time, approveAfter } = pair({ client: { pkce: 'required' } })
    await time.runUntil(approveAfter(0))
    expect(server.requests.map(({ path, parameters }) => [path, parameters.includes('code_verifier')])).toEqual([
      ['/.well-known/oauth-authorization-server', false],
      ['/device_authorization', false],
      ['/token', true],
    ])
  })
})

describe('after a sign-in', () => {
  it('tokens are refreshed, and a lost answer is repeated', async () => {
    const { server, auth, time, approveAfter } = pair({ accessTokenLifetime: 60_000 })
    await time.runUntil(approveAfter(0))
    const first = await time.runUntil(auth.accessToken())
    await time.advance(55_000)
    server.loseNextAnswer('answer')
    expect(await time.runUntil(auth.accessToken())).not.toBe(first)
    expect([server.refreshes, server.tokenSets]).toEqual([['lost', 'refreshed'], 2])
  })

  it.each(['endGrant', 'disableAccount'] as const)('it is over after %s', async (how) => {
    const { server, auth, time, approveAfter } = pair({ accessTokenLifetime: 60_000 })
    await time.runUntil(approveAfter(0))
    await server[how]()
    await time.advance(60_000)
    await expect(time.runUntil(auth.accessToken())).rejects.toMatchObject({ code: 'sessionEnded' })
    expect(server.refreshes).toEqual(['invalid_grant'])
  })

  it('the person has nothing to unlink if the client signs out', async () => {
    const { server, auth, time, approveAfter } = pair()
    await time.runUntil(approveAfter(0))
    expect(await server.grants()).toBe(1)
    await time.runUntil(auth.logout())
    expect(await server.grants()).toBe(0)
  })

  it('there is no refresh token if the server gives none', async () => {
    const { server, auth, time, approveAfter } = pair({ refresh: false, accessTokenLifetime: 60_000 })
    await time.runUntil(approveAfter(0))
    await time.advance(60_000)
    await expect(time.runUntil(auth.accessToken())).rejects.toMatchObject({ code: 'sessionEnded' })
    expect(server.refreshes).toEqual([])
  })
})
