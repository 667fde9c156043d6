import type { FamilyCaps, TokenFamily } from '@devicegrant/core/stores'
import { ampleCaps, sampleCodes, sampleFamily, sampleFamilyLife } from '@devicegrant/testing'
import { describe, expect, it } from 'vitest'
import { asOfCluster } from '../../test-support/as-of-cluster.js'
import { counting } from '../../test-support/counting.js'
import { openStores } from '../../test-support/stores-on.js'
import { useStores } from '../../test-support/use-redis.js'
import { describeWithRedis } from '../../test-support/with-redis.js'
import { fromIoredis, type RedisConnection, type RedisStores } from '../index.js'

const subject = 'account-7'
const five: FamilyCaps = { perAccount: 5, perClient: 5, namedAtOnce: 32 }
// Small caps: `create` names one family and reads one record, so the test can create very many.
const noCaps: FamilyCaps = { perAccount: 1, perClient: 1, namedAtOnce: 1 }

/** The connection of a process that dies after a number of commands, before or after the last command is sent. */
function mortal(connection: RedisConnection) {
  let left = Number.POSITIVE_INFINITY
  let isLastSent = false
  const send: RedisConnection['send'] = async (key, commands) => {
    left -= 1
    if (left > 0) return connection.send(key, commands)
    if (left === 0 && isLastSent) await connection.send(key, commands)
    throw new Error('the process was killed')
  }
  return {
    connection: { send },
    die(after: number, isSent: boolean) {
      left = after
      isLastSent = isSent
    },
  }
}

/** The connection of a process that sends each call on its own, so that it can die between two of them. */
const mortalOfCluster = (connection: RedisConnection) => mortal(asOfCluster(connection))

const nthFamily = (nth: number, lastUsedAt: number, given: Parameters<typeof sampleFamily>[1] = {}) =>
  sampleFamily(Date.now() - 60_000, { grantId: sampleCodes(nth).grantId, lastUsedAt, ...given })

function end({ families }: RedisStores, family: ReturnType<typeof nthFamily>): Promise<boolean> {
  return families.replace({ family, revision: 1 }, sampleFamilyLife(family).ended)
}

describeWithRedis('the list of live families in Redis', () => {
  const setup = useStores('list:')

  const listed = async () =>
    (await setup.stores.families.listBySubject(subject, { limit: 1_000 })).families.map(({ family }) => family.grantId)

  async function expectEveryLiveOneListed(): Promise<void> {
    const grants = (await setup.redis.keys('list:f:*')).map((key) => key.slice('list:f:'.length))
    const found = await Promise.all(grants.map((grantId) => setup.stores.families.find(grantId)))
    const live = found.flatMap((seen) => (seen?.family.status === 'live' ? [seen.family.grantId] : []))
    expect((await listed()).toSorted()).toEqual(live.toSorted())
  }

  describe('after a process has died', () => {
    const now = Date.now()
    const family = nthFamily(1, now)
    const { refreshed, ended } = sampleFamilyLife(family)
    const later: TokenFamily = { ...refreshed, forgetAt: refreshed.forgetAt + 60_000 }
    const steps: readonly [string, (dying: RedisStores) => Promise<unknown>][] = [
      ['creating', ({ families }) => families.create(nthFamily(2, now + 1), five)],
      ['creating again', ({ families }) => families.create(family, five)],
      ['refreshing', ({ families }) => families.replace({ family, revision: 1 }, refreshed)],
      ['being remembered longer', ({ families }) => families.replace({ family, revision: 1 }, later)],
      ['ending', ({ families }) => families.replace({ family, revision: 1 }, ended)],
    ]
    const cases = steps.flatMap(([step, act]) =>
      [1, 2, 3, 4].flatMap((nth) =>
        [true, false].map((isSent) => ({ step, act, nth, isSent, around: mortalOfCluster })),
      ),
    )
    // Without a cluster, a script has all calls of a turn.
    const inFewCommands = cases.filter(({ nth }) => nth <= 2).map((one) => ({ ...one, around: mortal }))

    /** Brings the list over the caps once, so that its members are marked from then on. */
    async function reachTheCaps(): Promise<void> {
      for (let nth = 30; nth < 36; nth++) await setup.stores.families.create(nthFamily(nth, now - nth), five)
      for (let nth = 30; nth < 36; nth++) await end(setup.stores, nthFamily(nth, now - nth))
    }

    it.each([...cases, ...inFewCommands].flatMap((one) => [false, true].map((isMarked) => ({ ...one, isMarked }))))(
      '$step: at command $nth, which is sent: $isSent, in a list with marks: $isMarked',
      async (given) => {
        const { act, nth, isSent, isMarked, around } = given
        if (isMarked) await reachTheCaps()
        await setup.stores.families.create(family, ampleCaps)
        const { connection, die } = around(fromIoredis(setup.redis))
        const dying = await openStores({ connection }, 'list:')
        die(nth, isSent)
        await act(dying).catch((fault: Error) => expect(fault.message).toBe('the process was killed'))
        await expectEveryLiveOneListed()
        // Ended families, and families that were never created, displace no family within the caps.
        const live = await listed()
        for (let more = 10; more < 15 - live.length; more++) {
          expect((await setup.stores.families.create(nthFamily(more, now + 2_000 + more), five)).displaced).toEqual([])
        }
        const { displaced } = await setup.stores.families.create(nthFamily(20, now + 3_000), five)
        expect(displaced).toEqual([live.at(-1) ?? sampleCodes(10).grantId])
        await expectEveryLiveOneListed()
      },
    )
  })

  it('reads only the records of one page, 32 at a time', async () => {
    const now = Date.now()
    for (let nth = 0; nth < 400; nth++) await setup.stores.families.create(nthFamily(nth, now - nth), noCaps)
    const counted = counting(asOfCluster(fromIoredis(setup.redis)))
    let underWay = 0
    let most = 0
    const watched: RedisConnection = {
      async send(key, commands) {
        underWay += 1
        most = Math.max(most, underWay)
        try {
          return await counted.send(key, commands)
        } finally {
          underWay -= 1
        }
      },
    }
    const paged = (await openStores({ connection: watched }, 'list:')).families
    counted.reset()
    const page = await paged.listBySubject(subject, { limit: 50 })
    expect(page.families).toHaveLength(50)
    expect(counted).toMatchObject({ commands: 51, roundTrips: 3 })
    expect(most).toBe(32)
    // A sign-in within the caps reads no record. A sign-in beyond them reads only the records that count.
    counted.reset()
    await paged.create(nthFamily(900, now + 1, { clientId: 'another-device' }), {
      ...five,
      perAccount: 1_000,
      perClient: 1_000,
    })
    expect(counted.commands).toBe(2)
    counted.reset()
    const { displaced } = await paged.create(nthFamily(901, now + 2), {
      perAccount: 200,
      perClient: 50,
      namedAtOnce: 32,
    })
    expect(displaced).toHaveLength(32)
    expect(counted.commands).toBeLessThanOrEqual(2 + 232)
  })

  describe('of an account at its cap', () => {
    const now = Date.now()
    const cap = 40
    const caps: FamilyCaps = { perAccount: 100, perClient: cap, namedAtOnce: 32 }
    // Each is used later than the one before.
    const nthUsed = (nth: number) => nthFamily(nth, now + nth)

    /** Signs in for the nth time, and ends what that displaces. Resolves to the commands of the sign-in alone. */
    async function signIn(nth: number) {
      const connection = counting(asOfCluster(fromIoredis(setup.redis)))
      const { families } = await openStores({ connection }, 'list:')
      connection.reset()
      const { displaced } = await families.create(nthUsed(nth), caps)
      const { commands, roundTrips } = connection
      for (const grantId of displaced) {
        const named = Array.from({ length: nth }, (_, before) => nthUsed(before)).find((one) => one.grantId === grantId)
        expect(named && (await end(setup.stores, named))).toBe(true)
      }
      return { displaced, commands, roundTrips }
    }

    it('reads each record once at most: the first time all that count, later none', async () => {
      for (let nth = 0; nth < cap; nth++) expect(await signIn(nth)).toMatchObject({ displaced: [], commands: 2 })
      const first = await signIn(cap)
      expect(first.displaced).toEqual([sampleCodes(0).grantId])
      // The list and the record; the 40 others that count; the note that these are live, and that the new one is.
      expect(first.commands).toBe(2 + cap + 2)
      for (let nth = cap + 1; nth < cap + 10; nth++) {
        const next = await signIn(nth)
        expect(next).toMatchObject({ displaced: [sampleCodes(nth - cap).grantId], roundTrips: 1 })
        expect(next.commands).toBeLessThanOrEqual(3)
      }
    })

    it('reads only the record of a sign-in whose process died before it noted that the grant is live', async () => {
      for (let nth = 0; nth <= cap; nth++) await signIn(nth)
      const { connection, die } = mortalOfCluster(fromIoredis(setup.redis))
      const dying = await openStores({ connection }, 'list:')
      die(3, false)
      await dying.families.create(nthUsed(cap + 1), caps)
      // That sign-in could not end what it displaced, so it is named again.
      const next = await signIn(cap + 2)
      expect(next.displaced).toEqual([2, 1].map((nth) => sampleCodes(nth).grantId))
      expect(next.commands).toBe(2 + 1 + 2)
    })

    it('does not count a grant whose end was written by a process that died then', async () => {
      for (let nth = 0; nth <= cap; nth++) await signIn(nth)
      const { connection, die } = mortalOfCluster(fromIoredis(setup.redis))
      const dying = await openStores({ connection }, 'list:')
      // The mark and the end are sent; that the grant leaves the list is not.
      die(3, false)
      await expect(end(dying, nthUsed(cap))).rejects.toThrow('the process was killed')
      expect((await signIn(cap + 1)).displaced).toEqual([])
      expect((await signIn(cap + 2)).displaced).toEqual([sampleCodes(1).grantId])
    })

    it('does not count a grant that has expired, although not all expired ones leave at once', async () => {
      const soon = Date.now() + 500
      await signIn(0)
      const short = Array.from({ length: 150 }, (_, nth) => ({ ...nthUsed(nth + 1), forgetAt: soon }))
      await Promise.all(short.map((family) => setup.stores.families.create(family, ampleCaps)))
      await expect.poll(() => setup.redis.keys('list:f:*')).toHaveLength(1)
      expect(await signIn(200)).toMatchObject({ displaced: [], roundTrips: 1 })
      // Of the expired ones, 100 have left the list.
      const [key = ''] = await setup.redis.keys('list:s:*')
      expect(await setup.redis.zcount(key, '(0', '+inf')).toBe(2 + 50)
    })

    it('looks again each time at a member without a record, and counts it never', async () => {
      for (let nth = 0; nth <= cap; nth++) await signIn(nth)
      const { connection, die } = mortalOfCluster(fromIoredis(setup.redis))
      const dying = await openStores({ connection }, 'list:')
      die(1, true)
      await expect(dying.families.create(nthUsed(cap + 1), caps)).rejects.toThrow('the process was killed')
      for (const nth of [cap + 2, cap + 3]) {
        const { displaced } = await signIn(nth)
        expect(displaced).toEqual([sampleCodes(nth - cap - 1).grantId])
      }
      expect(await listed()).toHaveLength(cap)
    })
  })

  it('leaves members of another format unchanged, and rejects', async () => {
    await setup.stores.families.create(nthFamily(1, Date.now()), five)
    const [key = ''] = await setup.redis.keys('list:s:*')
    await setup.redis.zadd(key, Date.now(), 'what another version has written')
    await expect(setup.stores.families.listBySubject(subject, { limit: 50 })).rejects.toThrow('has a format that')
    expect(await setup.redis.zscore(key, 'what another version has written')).not.toBeNull()
  })
})
