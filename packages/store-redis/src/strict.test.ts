// @module-tag thorough
import {
  familyStoreCases,
  jtiStoreCases,
  limitStoreCases,
  sampleAuthorization,
  sampleLife,
  storeCases,
} from '@devicegrant/testing'
import { Redis } from 'ioredis'
import { createClient } from 'redis'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RedisServer, startRedis } from '../test-support/redis-server.js'
import { type Ground, subjectOn } from '../test-support/stores-on.js'
import { until } from '../test-support/until.js'
import { describeWithRedis } from '../test-support/with-redis.js'
import { fromIoredis, fromNodeRedis, openRedisStores, type RedisConnection } from './index.js'

const accept = ['memoryLimit', 'persistence'] as const
const strictly = (connection: RedisConnection, prefix: string) =>
  openRedisStores({ connection, prefix, durability: 'strict', accept })
/** The same with a long timeout, for calls that must succeed on a busy machine. */
const patiently = (connection: RedisConnection, prefix: string) =>
  openRedisStores({ connection, prefix, durability: 'strict', accept, timeout: 40_000 })

describeWithRedis('strict durability with a replica', () => {
  let primary: RedisServer
  let replica: RedisServer
  let redis: Redis

  beforeAll(async () => {
    primary = await startRedis({ args: ['--appendonly', 'yes'] })
    replica = await startRedis({ args: ['--replicaof', primary.host, String(primary.port)] })
    redis = new Redis(primary.url)
    await until('does the replica follow?', async () => (await primary.command('WAIT', '1', '100')) === 1)
  })
  afterAll(async () => {
    redis.disconnect()
    await Promise.all([primary.stop(), replica.stop()])
  })

  it('rejects until a replica has the write, and succeeds after that', async () => {
    const { authorizations: store, families } = await strictly(fromIoredis(redis), 'mine:')
    const patient = await patiently(fromIoredis(redis), 'mine:')
    const pending = sampleAuthorization(Date.now())
    expect(await patient.authorizations.create(pending)).toBe('created')
    expect(await patient.jtis.use('name', pending.forgetAt)).toBe(true)
    const { approved } = sampleLife(pending)
    await replica.freeze()
    try {
      const unconfirmed = store.replace({ authorization: pending, revision: 1 }, approved)
      await expect(unconfirmed).rejects.toThrow('not durable yet')
      // The primary has the write, but it can still be lost, so reads of it reject.
      await expect(store.find(pending.userCode)).rejects.toThrow('not durable yet')
      await expect(families.revokeBefore('holder', Date.now(), pending.forgetAt)).rejects.toThrow('not durable yet')
      expect((await store.recordPoll(pending.userCode, pending.deviceCode, Date.now()))?.authorization).toEqual(
        approved,
      )
    } finally {
      await replica.thaw()
    }
    await expect
      .poll(() => store.find(pending.userCode).catch(String), { timeout: 20_000 })
      .toEqual({ authorization: approved, revision: 2 })
  })

  it('rejects reads of a write of another process while that write can be lost', async () => {
    const { authorizations: store } = await strictly(fromIoredis(redis), 'shared:')
    const otherRedis = new Redis(primary.url)
    const other = await strictly(fromIoredis(otherRedis), 'shared:')
    const pending = sampleAuthorization(Date.now())
    await (await patiently(fromIoredis(redis), 'shared:')).authorizations.create(pending)
    await replica.freeze()
    try {
      await expect(store.replace({ authorization: pending, revision: 1 }, pending)).rejects.toThrow('not durable yet')
      await expect(other.authorizations.find(pending.userCode)).rejects.toThrow('not durable yet')
    } finally {
      await replica.thaw()
      otherRedis.disconnect()
    }
  })

  it('rejects in the same way through node-redis', async () => {
    const client = createClient({ url: primary.url })
    await client.connect()
    const { authorizations: store } = await strictly(fromNodeRedis(client), 'through node-redis:')
    const pending = sampleAuthorization(Date.now())
    await replica.freeze()
    try {
      await expect(store.create(pending)).rejects.toThrow('not durable yet')
    } finally {
      await replica.thaw()
      await client.close()
    }
  })
})

describeWithRedis('strict durability with the disk', () => {
  let server: RedisServer
  let redis: Redis
  let ground: Ground

  beforeAll(async () => {
    server = await startRedis({ args: ['--appendonly', 'yes', '--appendfsync', 'always'] })
    redis = new Redis(server.url)
    ground = { connection: fromIoredis(redis), servers: [server] }
  })
  afterAll(async () => {
    redis.disconnect()
    await server.stop()
  })

  const requirements = { durability: 'strict', replicas: 0 } as const

  describe('device authorizations', () => {
    it.each(storeCases)('$id: a store $law', ({ run }) =>
      run(subjectOn(ground, ({ authorizations }) => authorizations, requirements)),
    )
  })
  describe('token families', () => {
    it.each(familyStoreCases)('$id: a store $law', ({ run }) =>
      run(subjectOn(ground, ({ families }) => families, requirements)),
    )
  })
  describe('used names', () => {
    it.each(jtiStoreCases)('$id: a store $law', ({ run }) => run(subjectOn(ground, ({ jtis }) => jtis, requirements)))
  })
  describe('tries', () => {
    it.each(limitStoreCases)('$id: a store $law', ({ run }) =>
      run(subjectOn(ground, ({ limits }) => limits, requirements)),
    )
  })

  it('is refused without appendfsync always', async () => {
    await server.command('CONFIG', 'SET', 'appendonly', 'no')
    await expect(openRedisStores({ connection: ground.connection, ...requirements, accept })).rejects.toThrow(
      'set appendfsync always',
    )
  })
})
