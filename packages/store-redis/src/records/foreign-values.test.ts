import {
  ampleCaps,
  sampleAuthorization,
  sampleCodes,
  sampleFamily,
  sampleFamilyLife,
  sampleLife,
} from '@devicegrant/testing'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { type RedisServer, startRedis } from '../../test-support/redis-server.js'
import { openStores } from '../../test-support/stores-on.js'
import { describeWithRedis } from '../../test-support/with-redis.js'
import { fromIoredis, type RedisStores } from '../index.js'

const now = Date.now()
const authorization = sampleAuthorization(now)
const family = sampleFamily(now)
const approved = JSON.stringify({ t: 'approved', S: 'mallory' })
const formless = ['', 'garbage', '2 1 name - - - {"t":"approved"}', '1']
// The format is ours, but it is no record: the scripts do not parse it, the reader does.
const damaged = [`1 1 name - - - ${approved}`, '1 1 name - - - {', '1 1 name - - - null']

// Another version, another program or a person wrote it: the stores refuse it and leave it unchanged.
describeWithRedis('a value that another program has written', () => {
  let server: RedisServer
  let redis: Redis
  let stores: RedisStores

  beforeAll(async () => {
    server = await startRedis()
    redis = new Redis(server.url)
  })
  afterAll(async () => {
    redis.disconnect()
    await server.stop()
  })
  beforeEach(async () => {
    await redis.flushall()
    stores = await openStores({ connection: fromIoredis(redis) }, 'mine:')
    await stores.authorizations.create(authorization)
    await stores.families.create(family, ampleCaps)
    await stores.families.revokeBefore('holder', now, family.forgetAt)
    await stores.jtis.use('name', family.forgetAt)
  })

  const keyOf = async (kind: string) => (await redis.keys(`mine:${kind}:*`))[0] ?? ''

  const reading = {
    a: {
      recordPoll: () => stores.authorizations.recordPoll(authorization.deviceCode, now),
      findByUserCode: () => stores.authorizations.findByUserCode(authorization.userCode),
    },
    f: {
      find: () => stores.families.find(family.grantId),
      listBySubject: () => stores.families.listBySubject(family.subject, { limit: 50 }),
    },
    r: { findRevokedBefore: () => stores.families.findRevokedBefore('holder') },
  }
  const writing = {
    a: {
      create: () => stores.authorizations.create(authorization),
      replace: () => stores.authorizations.replace({ authorization, revision: 1 }, sampleLife(authorization).approved),
    },
    f: {
      create: () => stores.families.create(family, ampleCaps),
      replace: () => stores.families.replace({ family, revision: 1 }, sampleFamilyLife(family).ended),
    },
    r: { revokeBefore: () => stores.families.revokeBefore('holder', now + 1, family.forgetAt) },
  }
  type Operations = Readonly<Record<string, Readonly<Record<string, () => Promise<unknown>>>>>
  const casesOf = (operations: Operations, values: readonly string[]) =>
    Object.entries(operations).flatMap(([kind, named]) =>
      Object.entries(named).flatMap(([name, run]) => values.map((value) => ({ kind, name, run, value }))),
    )

  it.each([...casesOf(reading, formless), ...casesOf(writing, formless)])(
    'is refused and left unchanged in another format: $kind, $name, $value',
    async ({ kind, run, value }) => {
      const key = await keyOf(kind)
      await redis.set(key, value, 'KEEPTTL')
      await expect(run()).rejects.toThrow()
      expect(await redis.get(key)).toBe(value)
    },
  )

  it.each(casesOf(reading, damaged))(
    'does not count as a record: $kind, $name, $value',
    async ({ kind, run, value }) => {
      await redis.set(await keyOf(kind), value, 'KEEPTTL')
      await expect(run()).rejects.toThrow()
    },
  )

  it.each(['a', 'u', 'f', 's', 'r', 'j'])('is refused and left unchanged if it has another type: %s', async (kind) => {
    const key = await keyOf(kind)
    await redis.del(key)
    await redis.hset(key, 'field', 'value')
    await expect(
      Promise.all([
        stores.authorizations.recordPoll(authorization.deviceCode, now),
        stores.authorizations.findByUserCode(authorization.userCode),
        stores.families.find(family.grantId),
        stores.families.listBySubject(family.subject, { limit: 50 }),
        stores.families.findRevokedBefore('holder'),
        stores.jtis.use('name', family.forgetAt),
      ]),
    ).rejects.toThrow('WRONGTYPE')
    expect(await redis.hgetall(key)).toEqual({ field: 'value' })
  })

  it('does not affect other records', async () => {
    await redis.set(await keyOf('a'), 'garbage')
    const other = sampleAuthorization(now, sampleCodes(2))
    expect(await stores.authorizations.create(other)).toBe('created')
    expect((await stores.authorizations.findByUserCode(other.userCode))?.authorization).toEqual(other)
    expect(await stores.families.find(family.grantId)).toEqual({ family, revision: 1 })
  })
})
