import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type RedisServer, startRedis } from '../../packages/store-redis/test-support/redis-server.js'
import { until } from '../../packages/store-redis/test-support/until.js'
import { describeWithRedis } from '../../packages/store-redis/test-support/with-redis.js'
import { chances, progress, scaled } from './chance.js'
import { type Pair, startPair } from './failover.js'
import { answered, askForAll, expectKept, expectWords, serverOf, stockUp } from './stock.js'
import { grantIn } from './tokens.js'
import { type Answer, startWorld, type World } from './world.js'

const anyOf = /^(200|400 authorization_pending|400 slow_down|503 temporarily_unavailable)$/

/** Two sets of tokens that came of one approval: they are one grant, and end together. */
async function expectTwins(world: World, first: Answer, second: Answer): Promise<void> {
  expect(second.text).not.toBe(first.text)
  expect(grantIn(second)).toBe(grantIn(first))
  for (const { body } of [first, second]) {
    const { body: introspected } = await world.introspect(serverOf(world, 0), String(body['access_token']))
    expect(introspected['active']).toBe(true)
  }
}

/** Nothing of a grant is good any more, at any server. */
async function expectOver(world: World, sets: readonly Answer[]): Promise<void> {
  for (const server of world.servers) {
    for (const { body } of sets) {
      const { body: introspected } = await world.introspect(server, String(body['access_token']))
      expect(introspected).toEqual({ active: false })
      const { word } = await world.refresh(server, String(body['refresh_token']))
      expect(word).toBe('400 invalid_grant')
    }
  }
}

describeWithRedis('F10 a Redis that goes back to an old snapshot', () => {
  let redis: RedisServer
  let world: World
  beforeAll(async () => {
    redis = await startRedis()
    world = await startWorld({ redis: [redis], client: 'ioredis' })
  })
  afterAll(async () => {
    await world.close()
    await redis.stop()
  })

  // What this durability cannot promise, and the host is warned of when it starts.
  it('lets a code be redeemed again that was redeemed since: as the same grant, and one end for both', async () => {
    const codes = await world.approved(3)
    const redeem = (code: string) => world.settle(world.servers, code)
    await redis.command('SAVE')
    const first = await Promise.all(codes.map(redeem))
    await redis.kill()
    await redis.start()
    const second = await Promise.all(codes.map(redeem))
    expect([...first, ...second].map(({ word }) => word)).toEqual(Array.from({ length: 6 }, () => '200'))
    process.stdout.write(
      '      went back to a snapshot: of 3 codes redeemed since, 3 were redeemed again, each as its own grant\n',
    )

    const twins = first.map((one, nth) => [one, second[nth] ?? one] as const)
    const ends = [
      (one: Answer) => world.revoke(serverOf(world, 0), String(one.body['access_token'])),
      (_: Answer, other: Answer) => world.revoke(serverOf(world, 1), String(other.body['refresh_token'])),
      // Redis has never heard of it, so it is taken for a stolen one.
      (one: Answer) => world.refresh(serverOf(world, 0), String(one.body['refresh_token'])),
    ]
    for (const [nth, [one, other]] of twins.entries()) {
      await expectTwins(world, one, other)
      expect((await ends[nth]?.(one, other))?.word).toBe(nth === 2 ? '400 invalid_grant' : '200')
      await expectOver(world, [one, other])
    }
    await world.expectRecovery()
    await world.expectHealth()
  })

  it('is refused where writes must last', async () => {
    await redis.command('CONFIG', 'SET', 'save', '3600 1')
    const starting = world.start({ durability: 'strict', accept: ['memoryLimit', 'failover'] })
    await expect(starting).rejects.toThrow('Redis writes no append-only file')
  })
})

describeWithRedis('F11 a Redis that writes a log, and is killed', () => {
  let redis: RedisServer
  let world: World
  beforeAll(async () => {
    redis = await startRedis({ args: ['--appendonly', 'yes'] })
    world = await startWorld({ redis: [redis], client: 'ioredis', mintDelay: 10 })
    await world.start({ client: 'node-redis' })
  })
  afterAll(async () => {
    await world.close()
    await redis.stop()
  })

  async function restart(sync: string): Promise<void> {
    await redis.start(['--appendonly', 'yes', '--appendfsync', sync])
  }

  it('in the middle of everything, with every write on the disk before it is answered: nothing twice, nothing lost', async () => {
    const total = scaled(40)
    const report = progress('kills', total)
    const random = chances('F11 always')
    await redis.kill()
    await restart('always')
    await world.expectRecovery()
    for (let round = 1; round <= total; round++) {
      const stock = await stockUp(world, 8)
      const asked = Promise.all([askForAll(world, stock), pause(random() * 10).then(() => askForAll(world, stock))])
      await pause(random() * 40)
      await redis.kill()
      expectWords((await asked).flat(), anyOf)
      await restart('always')
      await world.expectRecovery()
      await expectKept(world, stock)
      report(round)
    }
    await world.expectPeace()
  })

  // What still waits for an earlier write to reach the disk dies with the process, and with it what was answered.
  it('with a write to the disk each second, and nothing that waits for it: nothing twice, nothing lost', async () => {
    const total = scaled(12)
    await redis.kill()
    await restart('everysec')
    await world.expectRecovery()
    for (let round = 1; round <= total; round++) {
      const stock = await stockUp(world, 8)
      const responses = await askForAll(world, stock)
      expectWords(responses, anyOf)
      await until('does nothing wait for the disk?', async () =>
        /aof_buffer_length:0\r/.test(String(await redis.command('INFO', 'persistence'))),
      )
      await redis.kill()
      expectWords(await askForAll(world, stock), /^503 temporarily_unavailable$/)
      await restart('everysec')
      await world.expectRecovery()
      await expectKept(world, stock)
    }
    await world.expectPeace()
  })
})

describeWithRedis('F12 a Redis that has forgotten everything', () => {
  let redis: RedisServer
  let world: World
  beforeAll(async () => {
    redis = await startRedis()
    world = await startWorld({ redis: [redis], client: 'ioredis' })
    await world.start({ client: 'node-redis' })
  })
  afterAll(async () => {
    await world.close()
    await redis.stop()
  })

  async function restart(): Promise<void> {
    await redis.kill()
    await redis.start()
  }

  it.each([
    ['a restart without anything on disk', restart],
    ['FLUSHALL', () => redis.command('FLUSHALL')],
  ])('by %s: codes and tokens are no longer valid, and nothing is granted', async (_name, forget) => {
    const stock = await stockUp(world, 5)
    const minted = world.mints().size
    await forget()
    const codes = [...stock.approved, ...stock.pending, ...stock.shown.map(({ deviceCode }) => deviceCode)]
    for (const server of world.servers) {
      const polls = codes.map((code) => answered(() => world.poll(server, code)))
      expectWords(await Promise.all(polls), /^400 invalid_grant$/)
      const refreshes = stock.refreshTokens.map((token) => answered(() => world.refresh(server, token)))
      expectWords(await Promise.all(refreshes), /^400 invalid_grant$/)
    }
    // The list of sign-ins is gone as well, so Alice has to sign in again.
    expectWords(
      await askForAll(world, { ...stock, approved: new Set(), refreshTokens: [] }),
      /^(200|400 invalid_grant|401 login_required)$/,
    )
    expect(world.mints().size).toBe(minted)
    await world.expectRecovery()
    await world.expectPeace()
  })
})

describeWithRedis('F13 a replica that lags behind when it takes over', () => {
  let pair: Pair
  let world: World
  const start = async (durability: 'normal' | 'strict') => {
    pair = await startPair()
    world = await startWorld({ redis: [pair.address], durability, client: 'ioredis' })
    await world.start({ client: 'node-redis' })
  }
  afterEach(async () => {
    await world.close()
    await pair.stop()
  })

  it('has not heard of a redemption: the code is redeemed again, as the same grant', async () => {
    await start('normal')
    const [code = ''] = await world.approved(1)
    await pair.catchUp()
    pair.lag()
    const first = await world.settle(world.servers, code)
    await pair.failOver()
    const second = await world.settle(world.servers, code)
    expect([first.word, second.word]).toEqual(['200', '200'])
    await expectTwins(world, first, second)
    process.stdout.write('      failed over to a replica that lagged: the code was redeemed again, as the same grant\n')
    expect((await world.revoke(serverOf(world, 0), String(first.body['refresh_token']))).word).toBe('200')
    await expectOver(world, [first, second])
    await world.expectRecovery()
    await world.expectHealth()
  })

  describe('where writes must last', () => {
    it('no token leaves that it has not heard of, and a retry gives exactly one set', async () => {
      await start('strict')
      const total = scaled(12)
      const report = progress('failovers', total)
      const random = chances('F13')
      for (let round = 1; round <= total; round++) {
        const codes = await world.approved(12)
        const given = new Map<string, Answer>()
        const poll = async (code: string, nth: number): Promise<Answer> => {
          const response = await world.poll(serverOf(world, nth), code)
          if (response.status === 200) given.set(code, response)
          return response
        }
        const pollAll = () => Promise.all(codes.filter((code) => !given.has(code)).map(poll))
        await pair.catchUp()
        const asked = pollAll()
        await pause(random() * 30)
        pair.lag()
        expectWords(await asked, anyOf)
        const responses = await pollAll()
        expectWords(responses, /^(400 authorization_pending|503 temporarily_unavailable)$/)
        await pair.failOver()
        await world.expectRecovery()
        for (const code of codes) {
          const response = given.get(code) ?? (await world.settle(world.servers, code))
          expect(response.word).toBe('200')
          const fresh = await answered(() => world.refresh(serverOf(world, 0), String(response.body['refresh_token'])))
          expect(fresh.word).toBe('200')
        }
        report(round)
      }
      await world.expectPeace()
    })
  })
})
