import { afterAll, beforeAll, expect, it } from 'vitest'
import { type RedisServer, startRedis } from '../../packages/store-redis/test-support/redis-server.js'
import { until } from '../../packages/store-redis/test-support/until.js'
import { describeWithRedis } from '../../packages/store-redis/test-support/with-redis.js'
import { chances, progress, scaled } from './chance.js'
import { admitUser, closeToStrangers, type Refusal, refusals, refusalsOfUser, urlOfUser } from './refusals-of-redis.js'
import { askForAll, expectKept, expectWhole, expectWords, type Stock, stockUp } from './stock.js'
import { startWorld, type World, type WorldOptions } from './world.js'

const only503 = /^503 temporarily_unavailable$/
const right = /^(200|400 authorization_pending|400 slow_down)$/
const rightOr503 = /^(200|400 authorization_pending|400 slow_down|503 temporarily_unavailable)$/
const rounds = 3

const everyClient = ['ioredis', 'ioredis-defaults', 'node-redis'] as const

/** One process with each client. The driver may use another user. */
async function startOn(
  redis: WorldOptions['redis'][number],
  url = redis.url,
  clients: readonly (typeof everyClient)[number][] = everyClient,
): Promise<World> {
  const world = await startWorld({ redis: [redis], urls: [url], processes: 0 })
  await Promise.all(clients.map((client) => world.start({ client })))
  return world
}

/** While the fault lasts everything is asked for, several times, and all of it is answered with 503. */
async function expectRefused(world: World, stock: Stock): Promise<void> {
  for (let round = 0; round < rounds; round++) expectWords(await askForAll(world, stock), only503)
}

async function expectUnharmed(world: World, redis: RedisServer, stock: Stock): Promise<void> {
  await world.expectRecovery()
  await expectKept(world, stock)
  await expectWhole(redis)
  await world.expectPeace()
}

async function expectOutlasted(world: World, redis: RedisServer, { word, begin, end }: Refusal): Promise<void> {
  const stock = await stockUp(world, 6)
  await begin(redis)
  try {
    await expectRefused(world, stock)
    await until(`is ${word} to be read in the log of a process?`, () =>
      world.servers.some((server) => server.errors().includes(word)),
    )
  } finally {
    await end(redis)
  }
  await expectUnharmed(world, redis, stock)
}

describeWithRedis('a Redis that is reachable, and does not obey', () => {
  let redis: RedisServer
  let world: World

  beforeAll(async () => {
    redis = await startRedis()
    world = await startOn(redis)
  })
  afterAll(async () => {
    await world.close()
    await redis.stop()
  })

  const limitMemory = (bytes: number) => redis.command('CONFIG', 'SET', 'maxmemory', String(bytes))
  const memoryUsed = async () =>
    Number(/^used_memory:(\d+)/m.exec(String(await redis.command('INFO', 'memory')))?.[1] ?? Number.NaN)

  it('F9 with its memory full: what is new is answered 503, what was begun goes on, and nothing is lost', async () => {
    const stock = await stockUp(world, 6)
    await limitMemory(1)
    try {
      for (let round = 0; round < rounds; round++) {
        const responses = await askForAll(world, stock)
        // Each of the servers is asked for new codes and for a login first.
        const isNew = 2 * world.servers.length
        expectWords(responses.slice(0, isNew), only503)
        expectWords(responses.slice(isNew), right)
      }
    } finally {
      await limitMemory(0)
    }
    await expectUnharmed(world, redis, stock)
  })

  it('F9 with its memory about to be full: of every step all is done, or nothing that counts', async () => {
    const total = scaled(120)
    const report = progress('rounds', total)
    const random = chances('F9')
    const room = 150_000
    for (let round = 1; round <= total; round++) {
      const stock = await stockUp(world, 6)
      await limitMemory((await memoryUsed()) + Math.floor((random() - 0.2) * room))
      const begun = Array.from({ length: 60 }, (_, nth) => world.begin(world.servers[nth % 3] ?? fail()))
      try {
        const responses = await Promise.all([askForAll(world, stock), Promise.all(begun)])
        expectWords(responses.flat(), rightOr503)
      } finally {
        await limitMemory(0)
      }
      await expectKept(world, stock)
      report(round)
    }
    await expectWhole(redis)
    await world.expectRecovery()
    await world.expectPeace()
  })

  it.each(named(refusals))('F14, F15 %s: %s', (_word, _why, refusal) => expectOutlasted(world, redis, refusal))
})

describeWithRedis('a Redis that has much to read when it starts', () => {
  let redis: RedisServer
  let world: World

  beforeAll(async () => {
    redis = await startRedis()
    // Not with the defaults of ioredis: they are back up to ten seconds after Redis.
    world = await startOn(redis, redis.url, ['ioredis', 'node-redis'])
  })
  afterAll(async () => {
    await world.close()
    await redis.stop()
  })

  it('F15 LOADING: it has started again, and is still reading its data', async () => {
    const stock = await stockUp(world, 6)
    await redis.command('EVAL', "for nth = 1, 60000 do redis.call('SET', 'ballast:' .. nth, nth) end", '0')
    await redis.command('SAVE')
    await redis.kill()
    const slowly = ['--key-load-delay', '500', '--loading-process-events-interval-bytes', '1024']
    const started = redis.start(slowly)
    await until('is it reading its data?', () => isLoading(redis))
    await expectRefused(world, stock)
    expect(await isLoading(redis)).toBe(true)
    await redis.command('CONFIG', 'SET', 'key-load-delay', '0')
    await started
    await expectUnharmed(world, redis, stock)
  })
})

describeWithRedis('a Redis that knows its users', () => {
  const password = 'old'
  let redis: RedisServer
  let world: World

  beforeAll(async () => {
    redis = await startRedis()
    await admitUser(redis, password)
    const { host, port } = redis
    const url = await closeToStrangers(redis)
    world = await startOn({ host, port, url }, urlOfUser(redis, password))
  })
  afterAll(async () => {
    await world.close()
    await redis.stop()
  })

  it.each(named(refusalsOfUser(password)))('F15 %s: %s', (_word, _why, refusal) =>
    expectOutlasted(world, redis, refusal),
  )
})

function named(all: readonly Refusal[]) {
  return all.map((refusal): [string, string, Refusal] => [refusal.word, refusal.why, refusal])
}

async function isLoading(redis: RedisServer): Promise<boolean> {
  try {
    return String(await redis.command('INFO', 'persistence')).includes('loading:1')
  } catch {
    // It does not listen yet.
    return false
  }
}

function fail(): never {
  throw new Error('there is no such server')
}
