import {
  ampleCaps,
  sampleAuthorization,
  sampleCodes,
  sampleFamily,
  sampleFamilyLife,
  sampleLife,
} from '@devicegrant/testing'
import { expect, it } from 'vitest'
import { openStores } from '../../test-support/stores-on.js'
import { useStores } from '../../test-support/use-redis.js'
import { describeWithRedis } from '../../test-support/with-redis.js'
import { fromIoredis, type RedisStores } from '../index.js'

const minute = 60_000

const listOf = async ({ families }: RedisStores, subject: string) =>
  (await families.listBySubject(subject, { limit: 50 })).families

describeWithRedis('the keys in Redis', () => {
  const setup = useStores('mine:')

  const keysAndEnds = async () => {
    const keys = (await setup.redis.keys('*')).toSorted()
    const now = Date.now()
    const ends = await Promise.all(keys.map(async (key) => now + (await setup.redis.pttl(key))))
    return new Map(keys.map((key, nth) => [key.split(':')[1], ends[nth] ?? 0]))
  }

  /** The allowed difference: the time between two commands. */
  const expectEnds = async (expected: Readonly<Record<string, number>>) => {
    const ends = await keysAndEnds()
    expect([...ends.keys()]).toEqual(Object.keys(expected))
    for (const [kind, end] of ends) expect(Math.abs(end - (expected[kind ?? ''] ?? 0))).toBeLessThan(minute)
  }

  it('are all below the prefix, and expire at the forgetAt of their record', async () => {
    const authorization = sampleAuthorization(Date.now())
    const family = sampleFamily(Date.now())
    await setup.stores.authorizations.create(authorization)
    await setup.stores.families.create(family, ampleCaps)
    await setup.stores.families.revokeBefore(family.subject, family.grantedAt, family.forgetAt + 10 * minute)
    await setup.stores.jtis.use('an assertion', Date.now() + 5 * minute)
    await setup.stores.limits.reserve('a name', { kind: 'rate', burst: 5, every: 3 * minute }, Date.now())
    await expectEnds({
      a: authorization.forgetAt,
      f: family.forgetAt,
      j: Date.now() + 5 * minute,
      l: Date.now() + 3 * minute,
      r: family.forgetAt + 10 * minute,
      s: family.forgetAt,
    })
    expect((await setup.redis.keys('*')).every((key) => key.startsWith('mine:'))).toBe(true)
  })

  it('follow their record to a later forgetAt, and a poll moves no expiry', async () => {
    const authorization = sampleAuthorization(Date.now())
    const family = sampleFamily(Date.now())
    await setup.stores.authorizations.create(authorization)
    await setup.stores.families.create(family, ampleCaps)
    const later = authorization.forgetAt + 30 * minute
    const next = { ...sampleLife(authorization).denied, forgetAt: later }
    await setup.stores.authorizations.replace({ authorization, revision: 1 }, next)
    await setup.stores.authorizations.recordPoll(authorization.userCode, authorization.deviceCode, Date.now())
    const latest = family.forgetAt + 30 * minute
    await setup.stores.families.replace(
      { family, revision: 1 },
      { ...sampleFamilyLife(family).refreshed, forgetAt: latest },
    )
    await expectEnds({ a: later, f: latest, s: latest })
  })

  it('are gone at their expiry, the lists of accounts too', async () => {
    const soon = Date.now() + 150
    const authorization = sampleAuthorization(Date.now(), { forgetAt: soon })
    const family = sampleFamily(Date.now(), { forgetAt: soon })
    await setup.stores.authorizations.create(authorization)
    await setup.stores.families.create(family, ampleCaps)
    await setup.stores.families.revokeBefore(family.subject, family.grantedAt, soon)
    await setup.stores.jtis.use('an assertion', soon)
    await expect.poll(() => setup.redis.dbsize()).toBe(0)
    expect(await setup.stores.authorizations.find(authorization.userCode)).toBeUndefined()
    expect(
      await setup.stores.authorizations.recordPoll(authorization.userCode, authorization.deviceCode, Date.now()),
    ).toBeUndefined()
    expect(await listOf(setup.stores, family.subject)).toEqual([])
    expect(await setup.stores.jtis.use('an assertion', Date.now() + minute)).toBe(true)
  })

  it('accept a forgetAt that is not a whole number of milliseconds', async () => {
    const authorization = sampleAuthorization(Date.now(), { forgetAt: Date.now() + minute + 0.5 })
    expect(await setup.stores.authorizations.create(authorization)).toBe('created')
    expect((await setup.stores.authorizations.find(authorization.userCode))?.authorization).toEqual(authorization)
  })

  it('remove an expired grant from the list of its account, and keep the others', async () => {
    const [one, forgotten, other] = [1, 2, 3].map((nth) =>
      sampleFamily(Date.now(), { grantId: sampleCodes(nth).grantId }),
    )
    if (one === undefined || forgotten === undefined || other === undefined) throw new Error('unreachable')
    await setup.stores.families.create(one, ampleCaps)
    await setup.stores.families.create({ ...forgotten, forgetAt: Date.now() - 1 }, ampleCaps)
    await setup.stores.families.create(other, ampleCaps)
    const [list = ''] = await setup.redis.keys('mine:s:*')
    const members = (await setup.redis.zrange(list, '(0', '+inf', 'BYSCORE')).map((member) => member.slice(0, 43))
    expect(members.toSorted()).toEqual([one.grantId, other.grantId].toSorted())
    expect(await setup.redis.zcard(list)).toBe(4)
  })

  it('keep the list of an account as long as the last of its grants, also after shorter ones', async () => {
    const lasting = sampleFamily(Date.now())
    await setup.stores.families.create(lasting, ampleCaps)
    await setup.stores.families.create(
      sampleFamily(Date.now(), { ...sampleCodes(2), forgetAt: Date.now() + minute }),
      ampleCaps,
    )
    expect(await setup.stores.families.create({ ...lasting, forgetAt: Date.now() + minute }, ampleCaps)).toMatchObject({
      result: 'taken',
    })
    const [list = ''] = await setup.redis.keys('mine:s:*')
    const [days] = await setup.redis.zrange(list, '-inf', '(0', 'BYSCORE', 'LIMIT', 0, 1)
    expect(days?.slice(1, 44)).toBe(lasting.grantId)
    expect(Number(await setup.redis.zscore(list, days ?? ''))).toBe(-lasting.forgetAt)
    expect(Date.now() + (await setup.redis.pttl(list))).toBeGreaterThan(lasting.forgetAt - minute)
  })

  it('hold no name of a person or a client, and no free text', async () => {
    const family = sampleFamily(Date.now(), { subject: 'alice\n* EVIL {tag} 電視', clientId: 'my client' })
    await setup.stores.families.create(family, ampleCaps)
    await setup.stores.families.revokeBefore(family.subject, family.grantedAt, family.forgetAt)
    await setup.stores.jtis.use('an assertion: with a name', family.forgetAt)
    await setup.stores.limits.reserve('192.0.2.7', { kind: 'rate', burst: 5, every: 3 * minute }, Date.now())
    for (const key of await setup.redis.keys('*')) expect(key).toMatch(/^mine:([a-z]:[\w-]{43}|l:[\w-]{22})$/)
    expect((await listOf(setup.stores, family.subject)).map((seen) => seen.family)).toEqual([family])
  })

  it('are one for each authorization: without it, neither a look-up nor a poll finds the code', async () => {
    const { authorizations: store } = setup.stores
    const authorization = sampleAuthorization(Date.now())
    await store.create(authorization)
    await store.recordPoll(authorization.userCode, authorization.deviceCode, Date.now())
    expect(await setup.redis.keys('*')).toEqual([`mine:a:${authorization.userCode}`])
    await setup.redis.del(`mine:a:${authorization.userCode}`)
    expect(await store.find(authorization.userCode)).toBeUndefined()
    expect(await store.recordPoll(authorization.userCode, authorization.deviceCode, Date.now())).toBeUndefined()
    expect(await setup.redis.dbsize()).toBe(0)
  })

  it('lead to the record that has the user code now, and not for the device code of an older one', async () => {
    const { authorizations: store } = setup.stores
    const one = sampleAuthorization(Date.now())
    const other = { ...sampleAuthorization(Date.now(), sampleCodes(2)), userCode: one.userCode }
    await store.create(one)
    const elsewhere = await openStores({ connection: fromIoredis(setup.redis) }, 'mine:')
    await setup.redis.del(...(await setup.redis.keys('mine:a:*')))
    await elsewhere.authorizations.create(other)
    expect((await store.find(one.userCode))?.authorization).toEqual(other)
    expect(await store.recordPoll(one.userCode, one.deviceCode, Date.now())).toBeUndefined()
    expect((await store.recordPoll(one.userCode, other.deviceCode, Date.now()))?.authorization).toEqual(other)
  })

  it('keep two records apart whose device code is the same', async () => {
    const { authorizations: store } = setup.stores
    const first = sampleAuthorization(Date.now())
    const second = { ...first, userCode: sampleCodes(2).userCode }
    await store.create(first)
    expect(await store.create(second)).toBe('created')
    await store.recordPoll(second.userCode, second.deviceCode, Date.now())
    expect((await store.recordPoll(first.userCode, first.deviceCode, Date.now()))?.previousPoll).toBeUndefined()
    expect((await store.find(first.userCode))?.authorization).toEqual(first)
    expect((await store.find(second.userCode))?.authorization).toEqual(second)
  })

  // Core refuses such a replacement before it calls a store.
  it('create and move nothing for a replacement with another user code', async () => {
    const { authorizations: store } = setup.stores
    const authorization = sampleAuthorization(Date.now())
    await store.create(authorization)
    const other = { ...sampleLife(authorization).denied, userCode: sampleCodes(2).userCode }
    expect(await store.replace({ authorization, revision: 1 }, other)).toBe(false)
    expect(await setup.redis.dbsize()).toBe(1)
    expect(await store.find(authorization.userCode)).toEqual({ authorization, revision: 1 })
  })
})
