import { createDeviceClient, type DeviceClientOptions, memoryTokens } from '@devicegrant/client'
import { createManualTime } from '@devicegrant/testing'
import { createFakeDeviceServer, type FakeDeviceServerOptions } from '@devicegrant/testing/device-server'
import { describe, expect, it } from 'vitest'

// The double together with the client of this repository.

function pair(options: FakeDeviceServerOptions = {}, more: Partial<DeviceClientOptions> = {}) {
  const server = createFakeDeviceServer({ time: createManualTime(), ...options })
  const { issuer, clientId, fetch, time } = server
  const kept = { clientId, tokens: memoryTokens(), fetch, time, scope: more.scope ?? ['read'] }
  const auth = createDeviceClient({ issuer, ...kept, ...(more.dpop && { dpop: more.dpop }) })
  return { server, auth, time }
}

describe('a sign-in with the client', () => {
  it('polls at the interval until the person approves', async () => {
    const { server, auth, time } = pair()
    const login = auth.login({
      show: ({ userCode }) => server.afterPolls(3, () => server.approve(userCode, { as: 'alice' })),
    })
    await time.runUntil(login)
    expect(server.polls).toEqual(['pending', 'pending', 'pending', 'approved'])
    expect(server.pollTimes).toEqual([5_000, 10_000, 15_000, 20_000])
    expect([server.tokenSets, await server.grants(), server.faults]).toEqual([1, 1, []])
  })
})
