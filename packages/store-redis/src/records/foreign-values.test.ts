import {
  ampleCaps,
  sampleAuthorization,
  sampleCodes,
  sampleFamily,
  sampleFamilyLife,
  sampleLife,
} from '@devicegrant/testing'
import { beforeEach, expect, it } from 'vitest'
import { useStores } from '../../test-support/use-redis.js'
import { describeWithRedis } from '../../test-support/with-redis.js'

const now = Date.now()
const authorization = sampleAuthorization(now)
const family = sampleFamily(now)
const approved = JSON.stringify({ t: 'approved', S: 'mallory' })
const versionOne = `1 1 name - - - ${approved}`
const formless = ['', 'garbage', versionOne, `1 1 name - - - - ${approved}`, `3 1 name - - - - ${approved}`, '2']
// The format is ours, but it is no record: the scripts do not parse it, the reader does.
const damaged = [approved, '{', 'null'].map((text) => `2 1 name - - - ${authorization.deviceCode} ${text}`)

// Another version, another program or a person wrote it: the stores refuse it and leave it unchanged.
describeWithRedis('a value that another program has written', () => {
  const setup = useStores('mine:')

  beforeEach(async () => {
    await setup.stores.authorizations.create(authorization)
    await setup.stores.families.create(family, ampleCaps)
    await setup.stores.families.revokeBefore('holder', now, family.forgetAt)
    await setup.stores.jtis.use('name', family.forgetAt)
  })

  const keyOf = async (kind: string) => (await setup.redis.keys(`mine:${kind}:*`))[0] ?? ''

  const reading = {
    a: {
      recordPoll: () => setup.stores.authorizations.recordPoll(authorization.userCode, authorization.deviceCode, now),
      find: () => setup.stores.authorizations.find(authorization.userCode),
    },
    f: {
      find: () => setup.stores.families.find(family.grantId),
      listBySubject: () => setup.stores.families.listBySubject(family.subject, { limit: 50 }),
    },
    r: { findRevokedBefore: () => setup.stores.families.findRevokedBefore('holder') },
  }
  const writing = {
    a: {
      create: () => setup.stores.authorizations.create(authorization),
      replace: () =>
        setup.stores.authorizations.replace({ authorization, revision: 1 }, sampleLife(authorization).approved),
    },
    f: {
      create: () => setup.stores.families.create(family, ampleCaps),
      replace: () => setup.stores.families.replace({ family, revision: 1 }, sampleFamilyLife(family).ended),
    },
    r: { revokeBefore: () => setup.stores.families.revokeBefore('holder', now + 1, family.forgetAt) },
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
      await setup.redis.set(key, value, 'KEEPTTL')
      await expect(run()).rejects.toThrow()
      expect(await setup.redis.get(key)).toBe(value)
    },
  )

  it.each(casesOf(reading, damaged))(
    'does not count as a record: $kind, $name, $value',
    async ({ kind, run, value }) => {
      await setup.redis.set(await keyOf(kind), value, 'KEEPTTL')
      await expect(run()).rejects.toThrow()
    },
  )

  it.each(['a', 'f', 's', 'r', 'j'])('is refused and left unchanged if it has another type: %s', async (kind) => {
    const key = await keyOf(kind)
    await setup.redis.del(key)
    await setup.redis.hset(key, 'field', 'value')
    await expect(
      Promise.all([
        setup.stores.authorizations.recordPoll(authorization.userCode, authorization.deviceCode, now),
        setup.stores.authorizations.find(authorization.userCode),
        setup.stores.families.find(family.grantId),
        setup.stores.families.listBySubject(family.subject, { limit: 50 }),
        setup.stores.families.findRevokedBefore('holder'),
        setup.stores.jtis.use('name', family.forgetAt),
      ]),
    ).rejects.toThrow('WRONGTYPE')
    expect(await setup.redis.hgetall(key)).toEqual({ field: 'value' })
  })

  it('does not affect other records', async () => {
    await setup.redis.set(await keyOf('a'), 'garbage')
    const other = sampleAuthorization(now, sampleCodes(2))
    expect(await setup.stores.authorizations.create(other)).toBe('created')
    expect((await setup.stores.authorizations.find(other.userCode))?.authorization).toEqual(other)
    expect(await setup.stores.families.find(family.grantId)).toEqual({ family, revision: 1 })
  })
})
