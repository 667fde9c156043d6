import { afterEach, beforeEach, expect, it } from 'vitest'
import { type RedisServer, startRedis } from '../../packages/store-redis/test-support/redis-server.js'
import { startProxy, type TcpProxy } from '../../packages/store-redis/test-support/tcp-proxy.js'
import { describeWithRedis } from '../../packages/store-redis/test-support/with-redis.js'
import { chances, progress, scaled } from './chance.js'
import { askForAll, expectKept, expectWhole, expectWords, type Stock, serverOf, stockUp } from './stock.js'
import { startWorld, type World } from './world.js'

const only503 = /^503 temporarily_unavailable$/
const rightOr503 = /^(200|400 authorization_pending|400 slow_down|503 temporarily_unavailable)$/
const clients = ['ioredis', 'ioredis-defaults', 'node-redis'] as const

/** Our own scripts: a cut in the greeting of a client would be another fault. */
const scriptsOnly = ([name = '']: readonly string[]): boolean => /^eval(sha)?$/i.test(name)

describeWithRedis.each(clients)('a bad line between %s and Redis', (client) => {
  let redis: RedisServer
  let proxy: TcpProxy
  let world: World

  beforeEach(async () => {
    redis = await startRedis()
    proxy = await startProxy(redis)
    world = await startWorld({ redis: [redis], urls: [proxy.url], client, mintDelay: 5 })
  })
  afterEach(async () => {
    await world.close()
    await proxy.close()
    await redis.stop()
  })

  async function expectUnharmed(stock: Stock): Promise<void> {
    await world.expectRecovery()
    await expectKept(world, stock)
    await expectWhole(redis)
    await world.expectPeace()
  }

  it.each([
    ['F6 before a command has arrived', 'cutBeforeForwarding'],
    ['F7 before its reply has', 'cutAfterForwarding'],
  ] as const)('%s: it is done once or not at all, and nothing is lost', async (_, cut) => {
    const total = scaled(100)
    const report = progress('rounds', total)
    for (let round = 1; round <= total; round++) {
      const stock = await stockUp(world, 4)
      // One more every time: the first command of a request, the second, and so on.
      proxy[cut]({ times: 1 + (round % 12), only: scriptsOnly })
      expectWords(await askForAll(world, stock), rightOr503)
      proxy.pass()
      await expectUnharmed(stock)
      report(round)
    }
    expect(proxy.cuts).toBeGreaterThanOrEqual(total)
  })

  it.each([
    ['50 ms', () => 50],
    ['200 ms', () => 200],
    ['up to 300 ms', chances(`F17 ${client}`)],
    ['1000 ms', () => 1_000],
  ])('F17 that takes %s: right answers, or 503', async (name, draw) => {
    const stock = await stockUp(world, 4)
    proxy.delay(name.startsWith('up to') ? () => draw() * 300 : draw)
    for (let round = 0; round < 2; round++) {
      expectWords(await askForAll(world, stock), name === '1000 ms' ? only503 : rightOr503)
    }
    proxy.pass()
    await expectUnharmed(stock)
  })

  it('F18 that is dead without a sign of it: every request is answered, and the servers find out', async () => {
    const stock = await stockUp(world, 4)
    proxy.swallow()
    for (let round = 0; round < 3; round++) expectWords(await askForAll(world, stock), only503)
    proxy.pass()
    await expectUnharmed(stock)
  })

  it('F19 that is refused to thousands: all are answered, and none of them acts later', async () => {
    const stock = await stockUp(world, 4)
    const before = await redis.command('DBSIZE')
    proxy.refuse()
    const total = scaled(10_000)
    const batch = 200
    for (let done = 0; done < total; done += batch) {
      const asked = Array.from({ length: batch }, (_, nth) => world.begin(serverOf(world, nth)))
      expectWords(await Promise.all(asked), only503)
    }
    proxy.pass()
    await world.expectRecovery()
    // Two recoveries, each a code with two keys, and a family with two.
    expect(Number(await redis.command('DBSIZE')) - Number(before)).toBeLessThanOrEqual(8 * world.servers.length)
    await expectUnharmed(stock)
  })
})
