import { createMemoryStore } from '@devicegrant/store-memory'
import { createScriptedRandom } from '@devicegrant/testing'
import { describe, expect, it, vi } from 'vitest'
import { wordFor } from '../../../test-support/device.js'
import { createWorld } from '../../../test-support/world.js'
import { defaultLimitRules } from '../../machine/limits/limit-rules.js'
import { defaultPolicy } from '../../machine/policy.js'
import { minute } from '../../machine/time.js'
import { base20x8 } from '../../machine/user-code.js'
import type { LimitStore } from '../../ports/limit-store.js'
import type { Random } from '../../ports/runtime.js'
import type { ServiceOptions } from '../create-service.js'

// RFC 8628 §6.1: codes are distinct, evenly distributed, and never valid twice at the same time.

/** The bytes of another source, but the first user codes, each of which is one small block, are the same. */
function repeating(times: number): Random {
  const rest = createScriptedRandom(7)
  let drawn = 0
  return {
    fill(bytes) {
      if (bytes.length < 32 && drawn++ <= times) bytes.fill(0)
      else rest.fill(bytes)
    },
  }
}

function worldWith(random: Random) {
  const { runtime } = createWorld()
  return createWorld({
    runtime: { ...runtime, random },
    store: createMemoryStore({ clock: runtime.clock }),
  })
}

/** Limits whose store says that this many authorizations are kept, with this many guesses of codes in ten minutes. */
function withLive(live: () => number, guesses = 173): Partial<ServiceOptions> {
  const inProcess: LimitStore = {
    reserve: async () => ({ granted: true, used: live() }),
    settle: async () => {},
  }
  const rules = defaultLimitRules(defaultPolicy)
  const all = { burst: guesses, every: (10 * minute) / guesses }
  return { limits: { rules: { ...rules, userCodes: { ...rules.userCodes, all } }, inProcess } }
}

describe('the length of a user code', () => {
  it.each([
    [0, 8],
    [1_003, 8],
    [1_004, 10],
    [100_000, 10],
  ])('with %i live codes is %i', async (live, length) => {
    const { userCode } = await createWorld(withLive(() => live)).start()
    expect(userCode).toHaveLength(length)
  })

  it.each([
    [501, 8],
    [502, 10],
  ])('with %i live codes and challenges is %i', async (live, length) => {
    const { limits } = withLive(() => live)
    const challenge = { hook: () => 'refuse' as const, baseUrl: 'https://id.example' }
    const { userCode } = await createWorld({ ...(limits && { limits: { ...limits, challenge } }) }).start()
    expect(userCode).toHaveLength(length)
  })

  it('follows the number of live codes, and codes of both lengths are valid', async () => {
    let live = 5_000
    const world = createWorld(withLive(() => live))
    const long = await world.start()
    live = 10
    const short = await world.start()
    expect([long.userCode.length, short.userCode.length]).toEqual([10, 8])
    for (const { userCode, deviceCode } of [long, short]) {
      await world.approve(userCode)
      expect(wordFor(await world.poll(deviceCode))).toBe('tokensIssued')
    }
  })

  it.each([
    [withLive(() => 101, 1_736), 10],
    [withLive(() => 100, 1_736), 8],
    [{ policy: { lifetime: minute }, ...withLive(() => 101, 1_730) }, 10],
    [{ policy: { lifetime: minute }, ...withLive(() => 100, 1_730) }, 8],
  ])('depends on the guesses in one lifetime: %o', async (options, length) => {
    const { userCode } = await createWorld(options).start()
    expect(userCode).toHaveLength(length)
  })

  it('does not change in a format without longer codes', async () => {
    const { service } = createWorld(withLive(() => 100_000))
    const client = { method: 'none', clientId: 'tv' } as const
    const started = await service.startAuthorization(
      { operation: 'startAuthorization', client, resources: [] },
      { dialect: 'rfc8628', userCode: { ...base20x8, longer: 'none' } },
    )
    expect(started).toMatchObject({ userCode: expect.stringMatching(/^[B-Z]{8}$/) })
  })
})

describe('a user code that is taken', () => {
  it.each([1, 4])('%i times in a row is drawn again, and the first authorization does not change', async (times) => {
    const world = worldWith(repeating(times))
    const first = await world.start()
    const create = vi.spyOn(world.store, 'create')
    const next = await world.start()
    expect(create).toHaveBeenCalledTimes(times + 1)
    expect(next.userCode).not.toBe(first.userCode)
    await world.approve(first.userCode)
    expect(wordFor(await world.poll(first.deviceCode))).toBe('tokensIssued')
    expect(wordFor(await world.poll(next.deviceCode))).toBe('authorizationPending')
    expect(world.eventsOf('authorizationIssued')).toHaveLength(2)
  })

  it('always is reported after a few attempts, and the device must try again later', async () => {
    const world = worldWith({ fill: (bytes) => void bytes.fill(bytes.length < 32 ? 0 : bytes.length) })
    const create = vi.spyOn(world.store, 'create').mockResolvedValue('userCodeTaken')
    expect(await world.tryToStart()).toMatchObject({ code: 'temporarilyUnavailable', retryAfter: 1_000 })
    expect(create).toHaveBeenCalledTimes(5)
    expect(world.faults).toEqual([{ fault: expect.any(Error), during: 'startAuthorization' }])
    expect(world.events).toEqual([])
  })

  it('is stored with a new device code each time, so that no device code is given twice', async () => {
    const world = createWorld()
    const create = vi.spyOn(world.store, 'create').mockResolvedValue('userCodeTaken')
    await world.tryToStart()
    expect(new Set(create.mock.calls.map(([{ deviceCode }]) => deviceCode)).size).toBe(5)
  })
})

describe('10 000 authorizations', () => {
  it('have distinct codes, and every character is equally likely at every place', async () => {
    const world = createWorld()
    const started = await Promise.all(Array.from({ length: 10_000 }, () => world.start()))
    expect(new Set(started.map(({ deviceCode }) => deviceCode)).size).toBe(10_000)
    expect(new Set(started.map(({ userCode }) => userCode)).size).toBe(10_000)

    const userCodes = started.map(({ userCode }) => userCode)
    const places = [...Array(base20x8.length).keys()].map((place) => userCodes.map((code) => code.charAt(place)))
    for (const characters of [...places, userCodes.flatMap((code) => [...code])]) {
      expect(chiSquare(characters, base20x8.alphabet)).toBeLessThan(limitAt19Degrees)
    }
  })
})

// A fair source exceeds this limit once in 10 000 runs. These draws are the same in every run.
const limitAt19Degrees = 50.8

function chiSquare(characters: readonly string[], alphabet: string): number {
  const counts = new Map([...alphabet].map((character) => [character, 0]))
  for (const character of characters) counts.set(character, (counts.get(character) ?? Number.NaN) + 1)
  const expected = characters.length / alphabet.length
  return [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
}
