import type { FamilyCaps, TokenFamily } from '@devicegrant/core/stores'
import { ampleCaps, sampleCodes, sampleFamily, sampleFamilyLife } from '@devicegrant/testing'
import { describe, expect, it } from 'vitest'
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

const nthFamily = (nth: number, lastUsedAt: number, given: Parameters<typeof sampleFamily>[1] = {}) =>
  sampleFamily(Date.now() - 60_000, { grantId: sampleCodes(nth).grantId, lastUsedAt, ...given })

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
      [1, 2, 3].flatMap((nth) => [true, false].map((isSent) => ({ step, act, nth, isSent }))),
    )

    it.each(cases)('$step: at command $nth, which is sent: $isSent', async ({ act, nth, isSent }) => {
      await setup.stores.families.create(family, ampleCaps)
      const { connection, die } = mortal(fromIoredis(setup.redis))
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
    })
  })

  it('reads only the records of one page, 32 at a time', async () => {
    const now = Date.now()
    for (let nth = 0; nth < 400; nth++) await setup.stores.families.create(nthFamily(nth, now - nth), noCaps)
    const counted = counting(fromIoredis(setup.redis))
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

  it('leaves members of another format unchanged, and rejects', async () => {
    await setup.stores.families.create(nthFamily(1, Date.now()), five)
    const [key = ''] = await setup.redis.keys('list:s:*')
    await setup.redis.zadd(key, Date.now(), 'what another version has written')
    await expect(setup.stores.families.listBySubject(subject, { limit: 50 })).rejects.toThrow('has a format that')
    expect(await setup.redis.zscore(key, 'what another version has written')).not.toBeNull()
  })
})
