import { familyStoreCases, jtiStoreCases, limitStoreCases, storeCases } from '@devicegrant/testing'
import { Redis } from 'ioredis'
import { Redis as Redis5 } from 'ioredis5'
import { createClient } from 'redis'
import { createClient as createClient5 } from 'redis5'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { type RedisServer, startRedis } from '../test-support/redis-server.js'
import { type Ground, subjectOn } from '../test-support/stores-on.js'
import { describeWithRedis } from '../test-support/with-redis.js'
import { fromIoredis, fromNodeRedis, type RedisConnection } from './index.js'

interface Client {
  readonly connection: RedisConnection
  close(): void | Promise<void>
}

async function throughIoredis({ url }: RedisServer): Promise<Client> {
  const redis = new Redis(url)
  return { connection: fromIoredis(redis), close: () => redis.disconnect() }
}

async function throughIoredis5({ url }: RedisServer): Promise<Client> {
  const redis = new Redis5(url)
  return { connection: fromIoredis(redis), close: () => redis.disconnect() }
}

async function throughNodeRedis({ url }: RedisServer): Promise<Client> {
  const client = createClient({ url })
  await client.connect()
  return { connection: fromNodeRedis(client), close: () => client.close() }
}

async function throughNodeRedis5({ url }: RedisServer): Promise<Client> {
  const client = createClient5({ url })
  await client.connect()
  return { connection: fromNodeRedis(client), close: () => client.close() }
}

describeWithRedis.each([
  ['ioredis', throughIoredis],
  ['ioredis 5', throughIoredis5],
  ['node-redis', throughNodeRedis],
  ['node-redis 5', throughNodeRedis5],
])('on one server, through %s', (_name, open) => {
  let server: RedisServer
  let client: Client
  let ground: Ground

  beforeAll(async () => {
    server = await startRedis()
    client = await open(server)
    ground = { connection: client.connection, servers: [server] }
  })
  afterAll(async () => {
    await client.close()
    await server.stop()
  })

  describe('device authorizations', () => {
    it.each(storeCases)('$id: a store $law', ({ run }) =>
      run(subjectOn(ground, ({ authorizations }) => authorizations)),
    )
  })

  describe('token families', () => {
    it.each(familyStoreCases)('$id: a store $law', ({ run }) => run(subjectOn(ground, ({ families }) => families)))
  })

  describe('used names', () => {
    it.each(jtiStoreCases)('$id: a store $law', ({ run }) => run(subjectOn(ground, ({ jtis }) => jtis)))
  })
  describe('tries', () => {
    it.each(limitStoreCases)('$id: a store $law', ({ run }) => run(subjectOn(ground, ({ limits }) => limits)))
  })
})
