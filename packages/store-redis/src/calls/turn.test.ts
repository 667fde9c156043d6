import { sampleAuthorization, sampleCodes, sampleFamily } from '@devicegrant/testing'
import { Redis } from 'ioredis'
import { createClient } from 'redis'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { counting } from '../../test-support/counting.js'
import { startRedis } from '../../test-support/redis-server.js'
import { openStores } from '../../test-support/stores-on.js'
import { useStores } from '../../test-support/use-redis.js'
import { describeWithRedis } from '../../test-support/with-redis.js'
import { fromIoredis, fromNodeRedis, type RedisConnection } from '../index.js'

const at = Date.now()
const rate = { kind: 'rate', burst: 3, every: 60_000 } as const
const crossSlot = "CROSSSLOT Keys in request don't hash to the same slot"
const caps = { perAccount: 5, perClient: 5, namedAtOnce: 32 }
const messageOf = (result: PromiseSettledResult<unknown>) =>
  result.status === 'rejected' ? String(result.reason) : result.value

describeWithRedis('the calls of one turn', () => {
  const setup = useStores('turn:')
  const reserve = (name: string) => setup.stores.limits.reserve(name, rate, at)
  const limitMemory = (bytes: number) => setup.redis.config('SET', 'maxmemory', String(bytes))

  afterEach(() => limitMemory(0))

  it.each([
    ['ioredis', async () => ({ connection: fromIoredis(setup.redis), close: async () => {} })],
    [
      'node-redis',
      async () => {
        const client = createClient({ url: setup.server.url })
        client.on('error', () => {})
        await client.connect()
        return { connection: fromNodeRedis(client), close: () => client.close() }
      },
    ],
  ])('are one command with %s, and each has its own result', async (_client, connect) => {
    const { connection, close } = await connect()
    const counted = counting(connection)
    const stores = await openStores({ connection: counted }, 'turn:')
    const authorization = sampleAuthorization(Date.now())
    await setup.stores.authorizations.create(authorization)
    await setup.redis.set('turn:f:spoilt', 'what another version has written')
    const all = () =>
      Promise.allSettled([
        stores.authorizations.find(authorization.userCode),
        stores.families.find('spoilt'),
        stores.families.findRevokedBefore('nobody'),
        stores.limits.reserve('one', rate, at),
        stores.limits.reserve('another', { ...rate, burst: 1 }, at),
        stores.limits.reserve('another', { ...rate, burst: 1 }, at),
      ])
    await all()
    counted.reset()
    const [found, spoilt, revoked, one, another, again] = (await all()).map(messageOf)
    expect(counted).toMatchObject({ commands: 1, roundTrips: 1 })
    expect(found).toEqual({ authorization, revision: 1 })
    expect(spoilt).toContain('format')
    expect(revoked).toBeUndefined()
    expect(one).toEqual({ granted: true, used: 2 })
    expect([another, again]).toMatchObject([{ granted: false }, { granted: false }])
    await close()
  })

  it('are as many commands as they need: 32 calls each', async () => {
    const counted = counting(fromIoredis(setup.redis))
    const { limits } = await openStores({ connection: counted }, 'turn:')
    const all = () => Promise.all(Array.from({ length: 70 }, (_, nth) => limits.reserve(`name ${nth}`, rate, at)))
    await all()
    counted.reset()
    expect(await all()).toEqual(Array.from({ length: 70 }, () => ({ granted: true, used: 2 })))
    expect(counted).toMatchObject({ commands: 3, roundTrips: 1 })
  })

  it('go on as existing work in a full Redis, and admit no new work', async () => {
    const authorization = sampleAuthorization(Date.now())
    const [next, after] = [2, 3].map((nth) => sampleAuthorization(Date.now(), sampleCodes(nth)))
    if (next === undefined || after === undefined) throw new Error('there are two more samples')
    const login = sampleFamily(Date.now(), { origin: 'login' })
    const grant = sampleFamily(Date.now(), { grantId: sampleCodes(4).grantId })
    await setup.stores.authorizations.create(authorization)
    await reserve('known')
    await limitMemory(1)
    const results = await Promise.allSettled([
      reserve('known'),
      setup.stores.authorizations.replace({ authorization, revision: 1 }, authorization),
      reserve('new'),
      setup.stores.authorizations.create(next),
      setup.stores.families.create(login, caps),
      setup.stores.families.create(grant, caps),
      setup.stores.authorizations.create(after),
      reserve('newer'),
      reserve('known'),
    ])
    expect(results.map(messageOf)).toEqual([
      { granted: true, used: 2 },
      true,
      expect.stringContaining('OOM'),
      expect.stringContaining('OOM'),
      expect.stringContaining('OOM'),
      { result: 'created', displaced: [] },
      expect.stringContaining('OOM'),
      expect.stringContaining('OOM'),
      { granted: true, used: 3 },
    ])
    expect(await setup.redis.keys('turn:a:*')).toHaveLength(1)
    expect(await setup.redis.keys('turn:l:*')).toHaveLength(1)
    expect(await setup.redis.keys('turn:f:*')).toEqual([`turn:f:${grant.grantId}`])
  })

  it('are sent apart from then on if a proxy has several servers behind it', async () => {
    const counted = counting(fromIoredis(setup.redis))
    let refused = 0
    const proxy: RedisConnection = {
      async send(key, commands) {
        if (commands.some(([, , keys]) => Number(keys) > 1)) {
          refused += 1
          throw new Error(crossSlot)
        }
        return counted.send(key, commands)
      },
    }
    const { limits } = await openStores({ connection: proxy }, 'turn:')
    const both = () => Promise.all(['one', 'two'].map((name) => limits.reserve(name, rate, at)))
    expect(await both()).toEqual([1, 1].map((used) => ({ granted: true, used })))
    counted.reset()
    expect(await both()).toEqual([2, 2].map((used) => ({ granted: true, used })))
    expect(refused).toBe(1)
    expect(counted).toMatchObject({ commands: 2, roundTrips: 1 })
  })

  it('reject with the fault of their command', async () => {
    let isBroken = false
    const { send } = fromIoredis(setup.redis)
    const breaking: RedisConnection = {
      async send(key, commands) {
        if (isBroken) throw new Error('the connection is broken')
        return send(key, commands)
      },
    }
    const { limits, jtis } = await openStores({ connection: breaking }, 'turn:')
    isBroken = true
    const results = await Promise.allSettled([limits.reserve('one', rate, at), jtis.use('name', Date.now() + 60_000)])
    expect(results.map(messageOf)).toEqual(Array.from({ length: 2 }, () => 'Error: the connection is broken'))
  })
})

describeWithRedis('a connection that leads to two servers by the key', () => {
  const servers: Awaited<ReturnType<typeof startRedis>>[] = []
  const redises: Redis[] = []

  beforeEach(async () => {
    for (let nth = 0; nth < 2; nth++) {
      const server = await startRedis()
      servers.push(server)
      redises.push(new Redis(server.url))
    }
  })
  afterEach(async () => {
    for (const redis of redises.splice(0)) redis.disconnect()
    await Promise.all(servers.splice(0).map((server) => server.stop()))
  })

  it('gets each call as a command, because no server has the keys of both', async () => {
    const sends = redises.map((redis) => fromIoredis(redis))
    const sent: (readonly string[])[] = []
    const proxy: RedisConnection = {
      async send(key, commands) {
        sent.push(...commands)
        const nth = [...key].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 2
        return sends[nth]?.send(key, commands) ?? []
      },
    }
    const { limits } = await openStores({ connection: proxy }, 'turn:')
    const names = Array.from({ length: 8 }, (_, nth) => `name ${nth}`)
    await Promise.all(names.map((name) => limits.reserve(name, rate, at)))
    const scripts = sent.filter(([command = '']) => command === 'EVALSHA')
    expect(scripts.every(([, , keys]) => keys === '1')).toBe(true)
    expect((await Promise.all(redises.map((redis) => redis.keys('turn:l:*')))).flat()).toHaveLength(8)
  })
})
