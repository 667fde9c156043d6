import { createMemoryStore } from '@devicegrant/store-memory'
import { createScriptedRandom } from '@devicegrant/testing'
import { describe, expect, it, vi } from 'vitest'
import { wordFor } from '../../../test-support/device.js'
import { createWorld } from '../../../test-support/world.js'
import { base20x8 } from '../../machine/user-code.js'
import type { Random } from '../../ports/runtime.js'

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
