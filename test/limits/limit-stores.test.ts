import { createLimitStore } from '@devicegrant/core/stores'
import { describe, expect, it } from 'vitest'
import { until } from '../../packages/store-redis/test-support/until.js'
import { describeWithRedis } from '../../packages/store-redis/test-support/with-redis.js'
import {
  atOnce,
  describeOnEveryGround,
  farAddress,
  introspect,
  inWorld,
  logIn,
  poll,
  retryAfterOf,
  signIn,
  start,
  startCode,
  statusesOf,
  times,
  wrongCode,
} from './people.js'

const unknown = 'x'.repeat(43)

/** The limit store of memory, which a test can take away. */
function createAbsentStore() {
  const inner = createLimitStore()
  const seen = { isAway: false, calls: 0 }
  async function ask<Result>(run: () => Promise<Result>): Promise<Result> {
    seen.calls++
    if (seen.isAway) throw new Error('the test took the limit store away')
    return run()
  }
  const store: typeof inner = {
    reserve: (...args) => ask(async () => inner.reserve(...args)),
    settle: (...args) => ask(async () => inner.settle(...args)),
  }
  return { store, seen }
}

describe('while the limit store is away', () => {
  it('the process keeps the same rules, reports it once, and never answers 503 because of it', async () => {
    const { store, seen } = createAbsentStore()
    await inWorld('memory', { store }, async (world) => {
      seen.isAway = true
      const { userCode } = await startCode(world, '198.51.100.1')
      const guess = await signIn(world, 'person-0', '198.51.100.1')
      expect(statusesOf(await times(7, (nth) => guess(wrongCode(nth))))).toEqual({ 404: 5, 429: 2 })
      expect(statusesOf(await times(102, () => poll(world, '198.51.100.1', unknown)))).toEqual({ 400: 100, 429: 2 })
      const guesses = await atOnce(50, (nth) => logIn(world, '198.51.100.1', `person-${nth}`, 'wrong'))
      expect(statusesOf(guesses)).toEqual({ 400: 20, 429: 30 })
      await times(10, (nth) => logIn(world, farAddress(nth), 'person-60', 'wrong'))
      expect(world.work.hashes).toBe(1 + 20 + 6)
      expect(statusesOf(await times(301, () => start(world, '198.51.100.1')))).toEqual({ 200: 299, 429: 2 })
      expect((await introspect(world, '198.51.100.1')).status).toBe(200)
      const other = await signIn(world, 'person-1', '198.51.100.2')
      expect((await other(userCode)).status).toBe(200)
      expect(world.host.faults).toHaveLength(1)
      expect(world.host.faults[0]?.during).toMatch(/until stores\.limits answers again/)
      // A store that is away is not asked again for each request.
      expect(seen.calls).toBeLessThan(10)
    })
  })

  it('nothing else changes when it is back, and the next outage is reported again', async () => {
    const { store, seen } = createAbsentStore()
    await inWorld('memory', { store }, async (world) => {
      for (const outages of [1, 2]) {
        seen.isAway = true
        expect((await logIn(world, '198.51.100.1', 'person-0', 'wrong')).status).toBe(400)
        expect(world.host.faults).toHaveLength(outages)
        seen.isAway = false
        world.host.clock.advance(5_000)
        expect((await logIn(world, '198.51.100.1', 'person-0')).status).toBe(200)
      }
    })
  })
})

describe('a limit store that hangs', () => {
  it('takes a third of the time of a port, and then the process counts', async () => {
    const hung = new Promise<never>(() => {})
    const store = { reserve: () => hung, settle: () => hung }
    await inWorld('memory', { store, timeout: 1_000 }, async (world) => {
      expect((await start(world, '198.51.100.1')).status).toBe(200)
      expect(statusesOf(await times(302, () => start(world, '198.51.100.1')))).toEqual({ 200: 299, 429: 3 })
      expect(world.host.faults).toEqual([
        expect.objectContaining({
          fault: expect.objectContaining({ cause: expect.objectContaining({ message: 'no response within 333 ms' }) }),
        }),
      ])
    })
  })
})

describe('a limit store that answers too late', () => {
  it('counts no try that the process has counted', async () => {
    const inner = createLimitStore()
    const settled: string[] = []
    let answer = () => {}
    const answers = new Promise<void>((resolve) => {
      answer = resolve
    })
    const store: typeof inner = {
      async reserve(...args) {
        const reservation = await inner.reserve(...args)
        await answers
        return reservation
      },
      async settle(...args) {
        settled.push(args[2])
        await inner.settle(...args)
      },
    }
    await inWorld('memory', { store, timeout: 1_000 }, async (world) => {
      expect((await logIn(world, '198.51.100.1', 'person-0', 'wrong')).status).toBe(400)
      expect(settled).toEqual([])
      answer()
      // Both are of the address: while the store is away, it is not asked for the account.
      await until('are both tries given back?', async () => settled.length === 2)
      expect(settled).toEqual(['refund', 'refund'])
    })
  })
})

describeWithRedis('when the Redis of the limits dies', { tags: ['thorough'] }, () => {
  it('each process goes on with its own counts', () =>
    inWorld('two processes on one Redis', {}, async (world) => {
      expect((await logIn(world, '198.51.100.1', 'person-0')).status).toBe(200)
      await world.redis?.kill()
      const guesses = await times(100, (nth) => logIn(world, '198.51.100.1', `person-${nth}`, 'wrong'))
      expect(statusesOf(guesses)).toEqual({ 400: 40, 429: 60 })
      expect((await logIn(world, '198.51.100.2', 'person-0')).status).toBe(200)
      expect(world.host.faults).toHaveLength(2)
    }))
})

describe('a flood of names', () => {
  it('takes no more of the memory than the capacity, and ends no block', async () => {
    const store = createLimitStore({ capacity: 1_000 })
    await inWorld('memory', { store }, async (world) => {
      await times(6, (nth) => logIn(world, farAddress(nth), 'person-0', 'wrong'))
      await times(20, (nth) => logIn(world, '198.51.100.1', `person-${nth}`, 'wrong'))
      // Each login has four names: an address, a site, and two of the account.
      await times(1_000, (nth) => logIn(world, farAddress(100 + nth), `flood-${nth}`, 'wrong'))
      const { hashes } = world.work
      await logIn(world, farAddress(5_000), 'person-0')
      expect(world.work.hashes).toBe(hashes)
      expect((await logIn(world, '198.51.100.1', 'person-40')).status).toBe(429)
      expect((await logIn(world, farAddress(5_001), 'person-41')).status).toBe(200)
    })
  })
})

describeOnEveryGround('the names of one address', (ground) => {
  it('are no more than its tries, and each is forgotten by itself', () =>
    inWorld(ground, {}, async (world) => {
      const guesses = await times(500, (nth) => logIn(world, '198.51.100.1', `person-${nth}`, 'wrong'))
      expect(statusesOf(guesses)).toEqual({ 400: 20, 429: 480 })
      if (world.redis === undefined) return
      const keys = await world.redis.command('KEYS', '*')
      // Two of the address, and two of each username.
      expect(keys).toHaveLength(2 + 2 * 20)
      for (const key of Array.isArray(keys) ? keys : []) {
        expect(Number(await world.redis.command('PTTL', String(key)))).toBeGreaterThan(0)
        expect(String(key)).not.toMatch(/person|198/)
      }
    }))
})

describeOnEveryGround('five hundred logins at once', (ground) => {
  it('are all answered, the ones too many with a time to wait, and polls do not wait for them', async () => {
    let finish = () => {}
    const finished = new Promise<void>((resolve) => {
      finish = resolve
    })
    const hashing = { permits: 2, queue: 32, longestWait: 2_000 }
    await inWorld(ground, { hashing, beforeHash: () => finished }, async (world) => {
      const { deviceCode } = await startCode(world)
      const logins = atOnce(500, (nth) => logIn(world, farAddress(nth % 250), `person-${nth}`))
      expect(JSON.parse((await poll(world, '198.51.100.1', deviceCode)).body)).toMatchObject({
        error: 'authorization_pending',
      })
      expect((await world.send({ method: 'GET', path: '/jwks', address: '198.51.100.1' })).status).toBe(200)
      finish()
      const answers = await logins
      expect(Object.keys(statusesOf(answers))).toEqual(['200', '503'])
      for (const answer of answers.filter(({ status }) => status === 503)) {
        expect(retryAfterOf(answer)).toBeGreaterThanOrEqual(1)
      }
    })
  })
})
