import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RedisServer, startRedis } from '../../packages/store-redis/test-support/redis-server.js'
import { until } from '../../packages/store-redis/test-support/until.js'
import { describeWithRedis } from '../../packages/store-redis/test-support/with-redis.js'
import { progress, scaled } from './chance.js'
import { askForAll, expectKept, expectWhole, expectWords, serverOf, stockUp } from './stock.js'
import { startWorld, type World } from './world.js'

const only503 = /^503 temporarily_unavailable$/
const rightOr503 = /^(200|400 authorization_pending|400 slow_down|503 temporarily_unavailable)$/
const right = /^(200|400 authorization_pending|400 slow_down)$/
const rounds = 3
const lasting = ['--appendonly', 'yes', '--appendfsync', 'always', '--enable-debug-command', 'yes']

interface Outage {
  begin(redis: RedisServer): Promise<unknown>
  end(redis: RedisServer): Promise<unknown>
}

const outages: Readonly<Record<string, Outage>> = {
  'F4 that was shut down': {
    begin: (redis) => redis.command('SHUTDOWN', 'NOSAVE').catch(() => redis.kill()),
    end: (redis) => redis.start(),
  },
  'F4 that was killed': { begin: (redis) => redis.kill(), end: (redis) => redis.start() },
  'F5 that stands still': { begin: (redis) => redis.freeze(), end: async (redis) => redis.thaw() },
}

describeWithRedis('a Redis that is away', () => {
  let redis: RedisServer
  let world: World

  beforeAll(async () => {
    redis = await startRedis({ args: lasting })
    world = await startWorld({ redis: [redis], processes: 1 })
    await Promise.all([world.start({ client: 'ioredis-defaults' }), world.start({ client: 'node-redis' })])
  })
  afterAll(async () => {
    await world.close()
    await redis.stop()
  })

  async function expectUnharmed(stock: Parameters<typeof expectKept>[1]): Promise<void> {
    await world.expectRecovery()
    await expectKept(world, stock)
    await expectWhole(redis)
    await world.expectPeace()
  }

  it.each(Object.entries(outages))(
    '%s: all is answered while it is, and is as it was when it is back',
    async (_, outage) => {
      const stock = await stockUp(world, 6)
      const underWay = askForAll(world, stock)
      await outage.begin(redis)
      try {
        expectWords(await underWay, rightOr503)
        for (let round = 0; round < rounds; round++) expectWords(await askForAll(world, stock), only503)
      } finally {
        await outage.end(redis)
      }
      await expectUnharmed(stock)
    },
  )

  it.each([
    ['sleeps', ['DEBUG', 'SLEEP', '10']],
    ['pauses its clients', ['CLIENT', 'PAUSE', '10000', 'ALL']],
  ])('F5 that %s: all is answered before it goes on', async (_, words) => {
    const stock = await stockUp(world, 6)
    let isAwake = false
    const sleeping = redis.command(...words).then(() => redis.command('PING'))
    const waking = sleeping.then(() => {
      isAwake = true
    })
    expectWords(await askForAll(world, stock), rightOr503)
    expectWords(await askForAll(world, stock), only503)
    expect(isAwake).toBe(false)
    await waking
    await expectUnharmed(stock)
  })

  it('F4 when a process starts: it serves when Redis does', async () => {
    await redis.kill()
    const late = await world.start()
    expect((await world.begin(late)).word).toMatch(only503)
    await redis.start()
    await world.expectRecovery()
    expect(await late.end('SIGTERM')).toBe(0)
  })

  it('F8 that forgets its scripts all the time: clients do not notice', async () => {
    const total = scaled(100)
    const report = progress('rounds', total)
    let isOn = true
    const flushing = (async () => {
      while (isOn) await redis.command('SCRIPT', 'FLUSH', 'SYNC')
    })()
    for (let round = 1; round <= total; round++) {
      const stock = await stockUp(world, 3)
      expectWords(await askForAll(world, stock), right)
      await expectKept(world, stock)
      report(round)
    }
    isOn = false
    await flushing
    await world.expectPeace()
  })

  it('F25 a process whose event loop stands still: the others go on, and it does too afterwards', async () => {
    const [blocked, ...others] = world.servers.filter((server) => !server.isOver())
    if (blocked === undefined) throw new Error('there is no server')
    const [code = '', other = ''] = await world.approved(2)
    const blocking = blocked.block(2_000)
    const late = world.poll(blocked, code)
    expect((await world.settle(others, other)).word).toBe('200')
    await blocking
    expect((await late).word).toMatch(/^(200|503 temporarily_unavailable)$/)
    expect((await world.settle([blocked], code)).word).toBe('200')
    await world.expectPeace()
  })
})

describeWithRedis('a process that is asked to end', () => {
  let redis: RedisServer
  let world: World
  beforeAll(async () => {
    redis = await startRedis({ args: lasting })
    world = await startWorld({ redis: [redis], processes: 1, mintDelay: 200 })
  })
  afterAll(async () => {
    await world.close()
    await redis.stop()
  })

  it('M18 answers what is under way, and nothing after that', async () => {
    const leaving = await world.start()
    const codes = await world.approved(20)
    const polls = codes.map((code) => world.poll(leaving, code))
    await until('have they arrived?', async () => (await leaving.health()).requests >= codes.length)
    const ended = leaving.end('SIGTERM')
    expectWords(await Promise.all(polls), /^200$/)
    expect(await ended).toBe(0)
    await expect(world.begin(leaving)).rejects.toThrow()
    await world.expectPeace()
  })

  it('F30 ends as well when Redis stands still, and gives nothing out that it should not', async () => {
    const leaving = await world.start()
    const stock = await stockUp(world, 4)
    await redis.freeze()
    try {
      const polls = [...stock.approved].map((code) => world.poll(leaving, code))
      await until('have they arrived?', async () => (await leaving.health()).requests >= stock.approved.size)
      const ended = leaving.end('SIGTERM')
      expectWords(await Promise.all(polls), only503)
      expect(await ended).toBe(0)
    } finally {
      redis.thaw()
    }
    await world.expectRecovery([serverOf(world, 0)])
    for (const code of stock.approved) expect((await world.settle([serverOf(world, 0)], code)).word).toBe('200')
    await world.expectPeace()
  })

  describe('in a rolling restart', () => {
    it('M17 loses no sign-in and doubles none', async () => {
      const total = scaled(2_000)
      const report = progress('flows', total)
      const fleet = await Promise.all(Array.from({ length: 4 }, () => world.start({ mintDelay: 5 })))
      let done = 0
      const flow = async (nth: number) => {
        const [code = ''] = await world.approved(1)
        for (;;) {
          const server = fleet[nth % fleet.length]
          const response = server && (await world.poll(server, code).catch(() => undefined))
          // No server listens at this moment, as a load balancer would find out.
          if (response === undefined || /pending|slow_down|^503/.test(response.word)) continue
          expect(response.word).toBe('200')
          report(++done)
          return
        }
      }
      const lanes = Array.from({ length: 8 }, async (_, lane) => {
        for (let nth = lane; nth < total; nth += 8) await flow(nth)
      })
      const restarting = (async () => {
        for (let nth = 0; done < total; nth = (nth + 1) % fleet.length) {
          const next = await world.start({ mintDelay: 5 })
          const last = fleet[nth]
          fleet[nth] = next
          expect(await last?.end('SIGTERM')).toBe(0)
        }
      })()
      await Promise.all(lanes)
      await restarting
      expect(new Set(world.mints().values())).toEqual(new Set([1]))
      await world.expectPeace()
    })
  })
})
