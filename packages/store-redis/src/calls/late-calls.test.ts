import { sampleAuthorization, sampleCodes, sampleLife } from '@devicegrant/testing'
import { Redis } from 'ioredis'
import { beforeEach, expect, it, vi } from 'vitest'
import { startRedis } from '../../test-support/redis-server.js'
import { openStores } from '../../test-support/stores-on.js'
import { useRedis } from '../../test-support/use-redis.js'
import { describeWithRedis } from '../../test-support/with-redis.js'
import { fromIoredis, openRedisStores, type RedisConnection, type RedisStores } from '../index.js'

const authorization = sampleAuthorization(Date.now())
const rate = { kind: 'rate', burst: 1, every: 60_000 } as const

/** A connection that holds all commands back until `release` is called. */
function heldUp({ send }: RedisConnection) {
  const waiting: (() => void)[] = []
  let isOpen = true
  return {
    connection: {
      async send(key, commands) {
        if (!isOpen) await new Promise<void>((resolve) => waiting.push(resolve))
        return send(key, commands)
      },
    } satisfies RedisConnection,
    hold(): void {
      isOpen = false
    },
    /** Sends the commands that were held back, and waits until Redis has replied to a later one. */
    async release(after: () => Promise<unknown>): Promise<void> {
      isOpen = true
      for (const go of waiting.splice(0)) go()
      await after()
    },
  }
}

describeWithRedis('a call that takes too long', () => {
  const setup = useRedis()
  let door: ReturnType<typeof heldUp>
  let stores: RedisStores
  // Long enough for a call that is not held up, also on a busy machine.
  const timeout = 1_000

  beforeEach(async () => {
    await setup.redis.flushall()
    door = heldUp(fromIoredis(setup.redis))
    const accept = ['memoryLimit', 'persistence'] as const
    stores = await openRedisStores({ connection: door.connection, timeout, accept, onWarning: () => {} })
    await stores.authorizations.create(authorization)
  })

  const written = () =>
    setup.redis.keys('*').then((keys) => Promise.all(keys.toSorted().map((key) => setup.redis.dump(key))))

  it('rejects, and does nothing when Redis runs it later', async () => {
    const before = await written()
    door.hold()
    const { families, jtis, limits, authorizations: store } = stores
    const calls = [
      store.create(sampleAuthorization(Date.now(), sampleCodes(2))),
      store.recordPoll(authorization.userCode, authorization.deviceCode, Date.now()),
      store.replace({ authorization, revision: 1 }, sampleLife(authorization).approved),
      families.revokeBefore('holder', Date.now(), authorization.forgetAt),
      jtis.use('name', authorization.forgetAt),
      limits.reserve('name', rate, Date.now()),
      limits.settle('name', rate, 'refund', Date.now()),
    ]
    await Promise.all(calls.map((call) => expect(call).rejects.toThrow(`within ${timeout} ms`)))
    await door.release(() => setup.redis.ping())
    await setup.redis.ping()
    expect(await written()).toEqual(before)
  })

  it('runs once more if it was in time and only the clock had been moved', async () => {
    // As if the clock of Redis had been set forward by an hour since the last reply.
    vi.spyOn(performance, 'now').mockReturnValue(performance.now() - 3_600_000)
    const send = vi.spyOn(door.connection, 'send')
    try {
      expect(await stores.authorizations.find(authorization.userCode)).toEqual({ authorization, revision: 1 })
      expect(send.mock.calls.length).toBeGreaterThan(2)
      expect(Math.abs(stores.clock.now() - Date.now())).toBeLessThan(60_000)
    } finally {
      vi.restoreAllMocks()
    }
  })
})

describeWithRedis('a server that was demoted', () => {
  it('replies to nothing: no writes, and no reads, which may be stale', async () => {
    const [server, other] = [await startRedis(), await startRedis()]
    const redis = new Redis(server.url)
    try {
      const { authorizations: store, families, jtis, limits } = await openStores({ connection: fromIoredis(redis) })
      await store.create(authorization)
      await limits.reserve('used', rate, Date.now())
      await server.command('REPLICAOF', other.host, String(other.port))
      const calls = [
        () => store.find(authorization.userCode),
        () => store.recordPoll(authorization.userCode, authorization.deviceCode, Date.now()),
        () => families.find('any'),
        () => families.listBySubject('any', { limit: 50 }),
        () => families.findRevokedBefore('any'),
        () => jtis.use('any', authorization.forgetAt),
        () => limits.reserve('any', rate, Date.now()),
        () => limits.reserve('used', rate, Date.now()),
        () => limits.settle('any', rate, 'refund', Date.now()),
      ]
      for (const call of calls) await expect(call()).rejects.toThrow('READONLY')
    } finally {
      redis.disconnect()
      await Promise.all([server.stop(), other.stop()])
    }
  })
})
