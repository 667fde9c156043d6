import { describe, expect, it, vi } from 'vitest'
import { chanceOf } from '../../../test-support/chance.js'
import { terms, wordFor } from '../../../test-support/device.js'
import { createWorld } from '../../../test-support/world.js'
import { minute, second } from '../../machine/time.js'
import type { Outcome } from '../../protocol/outcome.js'
import { isProblem } from '../../protocol/problem.js'
import { PortFault } from '../call/faults.js'

// RFC 8628 §3.5.

const intervalIn = (outcome: Outcome) => (isProblem(outcome) ? outcome.interval : undefined)

describe('the pace of polling', () => {
  it.each([0, 1, 4_999, 5_000, 60_000])('the first poll is never too fast, even %i ms after the codes', async (age) => {
    const world = createWorld()
    const { deviceCode } = await world.start()
    world.clock.advance(age)
    expect(wordFor(await world.poll(deviceCode))).toBe('authorizationPending')
  })

  it.each([
    [0, 'slowDown'],
    [1_000, 'slowDown'],
    [3_999, 'slowDown'],
    [4_000, 'authorizationPending'],
    [5_000, 'authorizationPending'],
  ])('%i ms after the last poll, at an interval of 5 s, a poll gets %s', async (wait, word) => {
    const world = createWorld()
    const { deviceCode } = await world.start()
    await world.poll(deviceCode)
    world.clock.advance(wait)
    expect(wordFor(await world.poll(deviceCode))).toBe(word)
  })

  it('slow_down gives the longer interval, which grows by 5 s permanently and never beyond a minute', async () => {
    const world = createWorld({ policy: { lifetime: 60 * minute } })
    const { deviceCode } = await world.start()
    await world.poll(deviceCode)
    const intervals: (number | undefined)[] = []
    for (let turn = 0; turn < 13; turn++) intervals.push(intervalIn(await world.poll(deviceCode)))
    expect(intervals).toEqual([10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60, 60, 60].map((seconds) => seconds * second))
  })

  it('slow_down gives the time to wait, and that time is enough', async () => {
    const world = createWorld()
    const { deviceCode } = await world.start()
    await world.poll(deviceCode)
    const outcome = await world.poll(deviceCode)
    expect(outcome).toMatchObject({ code: 'slowDown', interval: 10_000, retryAfter: 10_000 })
    world.clock.advance(9_000)
    expect(wordFor(await world.poll(deviceCode))).toBe('authorizationPending')
    world.clock.advance(8_999)
    expect(wordFor(await world.poll(deviceCode))).toBe('slowDown')
  })

  it('a poll that is too fast at the ceiling costs one store call, because there is nothing to write', async () => {
    const world = createWorld({ policy: { interval: 60 * second } })
    const { deviceCode } = await world.start()
    await world.poll(deviceCode)
    const replace = vi.spyOn(world.store, 'replace')
    expect(await world.poll(deviceCode)).toMatchObject({ code: 'slowDown', interval: 60_000 })
    expect(replace).not.toHaveBeenCalled()
  })

  it.each([
    [
      'rejects',
      (world: ReturnType<typeof createWorld>) =>
        vi.spyOn(world.store, 'replace').mockRejectedValueOnce(new Error('down')),
    ],
    [
      'loses the race',
      (world: ReturnType<typeof createWorld>) => vi.spyOn(world.store, 'replace').mockResolvedValueOnce(false),
    ],
  ])('slow_down is still returned when its write %s', async (_, fail) => {
    const world = createWorld()
    const { deviceCode, userCode } = await world.start()
    await world.poll(deviceCode)
    fail(world)
    expect(await world.poll(deviceCode)).toMatchObject({ code: 'slowDown', interval: 10_000 })
    await world.approve(userCode)
    expect(wordFor(await world.poll(deviceCode))).toBe('tokensIssued')
  })

  it('a failure to write the longer interval is reported only to the host', async () => {
    const world = createWorld()
    const { deviceCode } = await world.start()
    await world.poll(deviceCode)
    vi.spyOn(world.store, 'replace').mockRejectedValueOnce(new Error('down'))
    await world.poll(deviceCode)
    expect(world.faults).toEqual([{ fault: expect.any(PortFault), during: expect.stringContaining('interval') }])
  })

  it.each([
    ['approve', 'tokensIssued'],
    ['deny', 'accessDenied'],
  ] as const)('after %s a poll is never too fast', async (choice, word) => {
    const world = createWorld()
    const { deviceCode, userCode } = await world.start()
    await world.poll(deviceCode)
    await world[choice](userCode)
    expect(wordFor(await world.poll(deviceCode))).toBe(word)
    expect(wordFor(await world.poll(deviceCode))).toBe(word)
  })

  it('200 polls in two seconds do not destroy the grant: it is approved and fetched a minute later', async () => {
    const world = createWorld()
    const { deviceCode, userCode } = await world.start()
    const heard = new Set<string>()
    for (let turn = 0; turn < 200; turn++) {
      world.clock.advance(10)
      heard.add(wordFor(await world.poll(deviceCode)))
    }
    expect([...heard].sort()).toEqual(['authorizationPending', 'slowDown'])
    await world.approve(userCode)
    world.clock.advance(60 * second)
    expect(wordFor(await world.poll(deviceCode))).toBe('tokensIssued')
  })

  it('is separate for each client and dialect: from another one, the code is unknown', async () => {
    const world = createWorld()
    const { deviceCode } = await world.start()
    await world.poll(deviceCode)
    world.clock.advance(4_999)
    for (let turn = 0; turn < 100; turn++) {
      await world.poll(deviceCode, { client: { method: 'none', clientId: 'other-tv' } })
      await world.service.exchangeDeviceCode(
        { operation: 'exchangeDeviceCode', client: { method: 'none', clientId: 'tv' }, deviceCode, resources: [] },
        { ...terms, dialect: 'another' },
      )
    }
    world.clock.advance(1)
    expect(wordFor(await world.poll(deviceCode))).toBe('authorizationPending')
  })

  it('is that of the client if the registry has one', async () => {
    const world = createWorld()
    world.clients.change('tv', { pollInterval: 30 * second })
    const { deviceCode, interval } = await world.start()
    expect(interval).toBe(30 * second)
    await world.poll(deviceCode)
    world.clock.advance(28_999)
    expect(await world.poll(deviceCode)).toMatchObject({ code: 'slowDown', interval: 35_000 })
  })
})

describe('an obedient client with 500 ms of jitter', () => {
  it('never gets slow_down, in 1 000 flows at once, whether its timer drifts or jumps', async () => {
    const world = createWorld()
    const chance = chanceOf(20_260_101)
    const jitter = () => (chance() - 0.5) * 1_000
    const begin = world.clock.now()
    const flows = await Promise.all(Array.from({ length: 1_000 }, () => world.start()))

    // Half of the clients wait five seconds after each poll, the others poll at every fifth second, all with jitter.
    const moments = flows.flatMap(({ deviceCode, userCode }, index) => {
      const decidedAt = begin + chance() * 3 * minute
      const first = begin + chance() * 5 * second
      const polls: { at: number; act: () => Promise<string> }[] = []
      for (let planned = first; planned < decidedAt + 6 * second; ) {
        const at = Math.max(begin, index % 2 === 0 ? planned : planned + jitter())
        polls.push({ at, act: async () => wordFor(await world.poll(deviceCode)) })
        planned += 5 * second + (index % 2 === 0 ? jitter() : 0)
      }
      const decide = async () => {
        await world.approve(userCode)
        return 'approved'
      }
      return [...polls, { at: decidedAt, act: decide }]
    })

    const heard = new Map<string, number>()
    for (const { at, act } of moments.sort((one, other) => one.at - other.at)) {
      world.clock.set(at)
      const word = await act()
      heard.set(word, (heard.get(word) ?? 0) + 1)
    }
    expect([...heard.keys()].sort()).toEqual(['approved', 'authorizationPending', 'tokensIssued'])
    expect(heard.get('approved')).toBe(1_000)
    expect(heard.get('authorizationPending')).toBeGreaterThan(10_000)
    expect(world.issuer.grants).toHaveLength(1_000)
  })
})
