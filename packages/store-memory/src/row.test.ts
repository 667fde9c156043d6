import type { PendingAuthorization } from '@devicegrant/core/stores'
import { createManualClock, sampleAuthorization, sampleCodes, sampleLife } from '@devicegrant/testing'
import { describe, expect, it } from 'vitest'
import { heapInUse } from '../test-support/heap.js'
import { createMemoryStore } from './index.js'

const now = createManualClock().now()
const sample = sampleAuthorization(now)
const { requester } = sample

/** Authorizations that a store could keep in different ways. */
const kinds: Readonly<Record<string, PendingAuthorization>> = {
  'with every usual member': sample,
  'with an address only': sampleAuthorization(now, { requester: { ip: '192.0.2.7' } }),
  'with a user agent only': sampleAuthorization(now, { requester: { userAgent: 'TV/4.2' } }),
  'with a label': sampleAuthorization(now, { requester: { ...requester, label: 'Küche' } }),
  'with a requester of whom nothing is known': sampleAuthorization(now, { requester: {} }),
  'with the risk of its start': sampleAuthorization(now, { startRisk: { verdict: 'warn' } }),
  'with a code challenge': sampleAuthorization(now, { codeChallenge: 'challenge', needsNumber: true }),
  'with an unknown member': Object.assign(sampleAuthorization(now), { later: { list: [1, 'two'] } }),
  'with an unknown member of the requester': sampleAuthorization(now, { requester: { ...requester, ...{ port: 80 } } }),
  'without scope and resources': sampleAuthorization(now, { scope: [], resources: [] }),
  'with times that have fractions': sampleAuthorization(now + 0.1, { expiresAt: now + 600_000.3 }),
  'that ended long before it began': sampleAuthorization(now, { expiresAt: 0.1 }),
  'that ended at no time': sampleAuthorization(now, { expiresAt: Number.NaN }),
  'that is never forgotten': sampleAuthorization(now, { forgetAt: Number.POSITIVE_INFINITY }),
  'with half of a character': sampleAuthorization(now, {
    requester: { ip: '192.0.2.7', userAgent: 'TV \uD83D, version 4.2' },
  }),
}

describe.each(Object.entries(kinds))('an authorization %s', (_kind, authorization) => {
  it('is returned as it was created, by find and by recordPoll', async () => {
    const store = createMemoryStore(options())
    const given = structuredClone(authorization)
    await store.create(given)
    const found = await store.find(given.userCode)
    expect(found).toStrictEqual({ authorization, revision: 1 })
    const polled = await store.recordPoll(given.userCode, given.deviceCode, now + 1)
    expect(polled).toStrictEqual({ authorization, revision: 1, previousPoll: undefined })
    expect(given).toStrictEqual(authorization)
  })

  it('keeps its poll when it is replaced, and is returned as it was replaced', async () => {
    const store = createMemoryStore(options())
    await store.create(authorization)
    await store.recordPoll(authorization.userCode, authorization.deviceCode, now + 1)
    const { approved } = sampleLife(authorization)
    expect(await store.replace({ authorization, revision: 1 }, approved)).toBe(true)
    expect(await store.find(authorization.userCode)).toStrictEqual({ authorization: approved, revision: 2 })
    const polled = await store.recordPoll(authorization.userCode, authorization.deviceCode, now + 2)
    expect(polled).toStrictEqual({ authorization: approved, revision: 2, previousPoll: now + 1 })
  })
})

describe('authorizations with something in common', () => {
  it('do not change with the arguments of their creation, or with each other', async () => {
    const store = createMemoryStore(options())
    const [one, other] = [1, 2].map((nth) => ({ ...sampleAuthorization(now), ...sampleCodes(nth), scope: ['read'] }))
    if (!one || !other) throw new Error('unreachable')
    await store.create(one)
    await store.create(other)
    one.scope.push('write')
    await store.replace({ authorization: other, revision: 1 }, { ...other, interval: other.interval + 5_000 })
    expect((await store.find(one.userCode))?.authorization).toEqual({ ...one, scope: ['read'] })
    expect((await store.find(other.userCode))?.authorization).toEqual({ ...other, interval: other.interval + 5_000 })
  })

  it('differ if any member differs', async () => {
    const store = createMemoryStore(options())
    const changes: readonly Partial<PendingAuthorization>[] = [
      {},
      { dialect: 'oracle' },
      { clientId: 'another-tv' },
      { scope: ['openid'] },
      { resources: [] },
      { scope: sample.resources, resources: sample.scope },
      { interval: 7_000 },
      { expiresAt: sample.expiresAt + 1 },
      { forgetAt: sample.forgetAt + 1 },
      { requester: { ...requester, userAgent: 'TV/4.3' } },
    ]
    const all = changes.map((change, nth) => ({ ...sampleAuthorization(now, sampleCodes(nth)), ...change }))
    for (const authorization of all) await store.create(authorization)
    for (const authorization of all) {
      expect(await store.find(authorization.userCode)).toStrictEqual({ authorization, revision: 1 })
    }
  })
})

describe('the memory of a pending authorization', () => {
  it.each([
    ['without a user agent', undefined],
    ['with a user agent of 50 characters', 'Mozilla/5.0 (SMART-TV; Linux; Tizen 5.0) AppleWebK'],
  ])('is less than 370 bytes, %s', async (_kind, userAgent) => {
    const store = createMemoryStore({ ...options(), capacity: 100_000 })
    const create = async (first: number, last: number) => {
      for (let nth = first; nth < last; nth++) await store.create(likeOfServer(nth, userAgent))
    }
    await create(0, 500)
    const before = heapInUse()
    await create(500, 30_500)
    expect((heapInUse() - before) / 30_000).toBeLessThan(370)
    expect((await store.find(likeOfServer(0, userAgent).userCode))?.revision).toBe(1)
  })

  it('is not that of the request whose texts it has', async () => {
    const store = createMemoryStore(options())
    const before = heapInUse()
    for (let nth = 0; nth < 400; nth++) {
      // Each text that is cut out of it is another one.
      const body = Buffer.from(`The long request ${nth}. `.repeat(5_000)).toString()
      const cut = (start: number) => body.slice(start, start + 30)
      const labels = [{ label: cut(400) }, { label: 'Küche' }, {}]
      const requester = { ip: cut(200), userAgent: cut(300), ...labels[nth % labels.length] }
      await store.create(sampleAuthorization(now, { ...sampleCodes(nth), scope: [cut(100)], requester }))
    }
    expect(heapInUse() - before).toBeLessThan(5_000_000)
    expect(await store.find(sampleCodes(399).userCode)).toBeDefined()
  })
})

/** Returns an authorization as a server makes it: digests of 22 characters, cut out of longer ones. */
function likeOfServer(nth: number, userAgent: string | undefined): PendingAuthorization {
  const digest = (kind: string) => Buffer.from(`${kind}${nth}`.padEnd(32, '.')).toString('base64url')
  return sampleAuthorization(now, {
    userCode: digest('user code').slice(0, 22),
    deviceCode: digest('device code').slice(0, 22),
    grantId: digest('grant'),
    issuedAt: now + nth,
    expiresAt: now + nth + 600_000,
    forgetAt: now + nth + 1_200_000,
    requester: { ip: `203.0.113.${nth % 250}`, ...(userAgent !== undefined && { userAgent: `${userAgent}` }) },
  })
}

/** The options of a store whose clock stands still. */
function options() {
  return { clock: createManualClock() }
}
