import { beforeEach, describe, expect, it, vi } from 'vitest'
import { actionsAt, wordFor } from '../../../test-support/device.js'
import { createWorld, type World } from '../../../test-support/world.js'
import { minute, second } from '../../machine/time.js'
import type { Outcome } from '../../protocol/outcome.js'

// The same client can fetch a lost response again for a limited time.

let world: World
let deviceCode: string
let response: Outcome

beforeEach(async () => {
  world = createWorld()
  const started = await world.start({ scope: ['read', 'write'], resources: ['https://api.example/'] })
  await world.approve(started.userCode)
  deviceCode = started.deviceCode
  response = await world.poll(deviceCode)
})

describe('a redeemed code, presented again', () => {
  it.each([0, 1, 15_000, 29_999])('gets the same bytes %i ms later', async (wait) => {
    world.clock.advance(wait)
    expect(JSON.stringify(await world.poll(deviceCode))).toBe(JSON.stringify(response))
    expect(world.issuer.grants).toHaveLength(1)
  })

  it.each([30_000, 60_000, 10 * minute])('gets invalid_grant %i ms later, with the reason', async (wait) => {
    world.clock.advance(wait)
    const outcome = await world.poll(deviceCode)
    expect(outcome).toMatchObject({
      code: 'usedDeviceCode',
      description: expect.stringContaining('already been redeemed'),
    })
  })

  it('gets the same bytes in a process that never saw the first poll', async () => {
    const elsewhere = actionsAt(world.secondService())
    expect(JSON.stringify(await elsewhere.poll(deviceCode))).toBe(JSON.stringify(response))
  })

  it('does not extend the replay window', async () => {
    world.clock.advance(29 * second)
    await world.poll(deviceCode)
    world.clock.advance(1 * second)
    expect(wordFor(await world.poll(deviceCode))).toBe('usedDeviceCode')
  })

  it('gives another client nothing, at any time', async () => {
    const foreign = () => world.poll(deviceCode, { client: { method: 'none', clientId: 'other-tv' } })
    expect(wordFor(await foreign())).toBe('unknownDeviceCode')
    world.clock.advance(30 * second)
    expect(wordFor(await foreign())).toBe('unknownDeviceCode')
  })

  it('gets no tokens for another request, and still the response for the first one', async () => {
    expect(wordFor(await world.poll(deviceCode, { resources: ['https://api.example/'] }))).toBe('invalidTarget')
    expect(world.eventsOf('deviceCodeReplayed')).toMatchObject([{ answered: false }])
    expect(await world.poll(deviceCode)).toEqual(response)
    expect(world.issuer.grants).toHaveLength(1)
  })

  it('emits an event each time, which says whether tokens were given', async () => {
    await world.poll(deviceCode)
    world.clock.advance(30 * second)
    await world.poll(deviceCode)
    expect(world.eventsOf('deviceCodeReplayed').map((event) => 'answered' in event && event.answered)).toEqual([
      true,
      false,
    ])
  })

  it('is refused at once if the replay window is off', async () => {
    const strict = actionsAt(world.secondService({ policy: { replayWindow: 0 } }))
    expect(wordFor(await strict.poll(deviceCode))).toBe('usedDeviceCode')
  })
})

describe('a sealed response that does not open', () => {
  it('is a failure of the server, never a second set of tokens and never a refusal', async () => {
    const recordPoll = world.store.recordPoll.bind(world.store)
    vi.spyOn(world.store, 'recordPoll').mockImplementation(async (...poll) => {
      const polled = await recordPoll(...poll)
      if (polled?.authorization.status !== 'redeemed') return polled
      return { ...polled, authorization: { ...polled.authorization, response: 'AAAA' } }
    })
    await expect(world.poll(deviceCode)).rejects.toThrow('cannot be opened')
    expect(world.issuer.grants).toHaveLength(1)
  })
})
