import { createManualClock, sampleAuthorization, sampleCodes, storeCases } from '@devicegrant/testing'
import { describe, expect, it } from 'vitest'
import { createMemoryStore } from './index.js'

describe('the laws of the device authorization store', () => {
  const skipped = new Map([
    ['createTwins', 'two stores in memory cannot share their records'],
    ['createFailingStore', 'the memory of a process cannot fail'],
  ])

  for (const { id, law, needs, run } of storeCases) {
    it(`${id}: a store ${law}`, async ({ skip }) => {
      const reason = needs && skipped.get(needs)
      if (reason !== undefined) skip(reason)
      const clock = createManualClock()
      await run({ createStore: () => createMemoryStore({ clock }), ...clock })
    })
  }
})

describe('device authorizations in memory', () => {
  it('forgets a record at its forgetAt, for a look-up and a poll, without a sweep', async () => {
    const clock = createManualClock()
    const store = createMemoryStore({ clock })
    const authorization = sampleAuthorization(clock.now())
    await store.create(authorization)
    clock.set(authorization.forgetAt - 1)
    expect(await store.find(authorization.userCode)).toBeDefined()
    expect(await store.recordPoll(authorization.userCode, authorization.deviceCode, clock.now())).toBeDefined()
    clock.advance(1)
    expect(await store.find(authorization.userCode)).toBeUndefined()
    expect(await store.recordPoll(authorization.userCode, authorization.deviceCode, clock.now())).toBeUndefined()
  })

  it('accepts a forgotten user code again, and the old device code stays unknown', async () => {
    const clock = createManualClock()
    const store = createMemoryStore({ clock })
    const old = sampleAuthorization(clock.now())
    await store.create(old)
    clock.set(old.forgetAt)
    const next = sampleAuthorization(clock.now(), { ...sampleCodes(2), userCode: old.userCode })
    expect(await store.create(next)).toBe('created')
    expect(await store.recordPoll(old.userCode, old.deviceCode, clock.now())).toBeUndefined()
    expect((await store.find(next.userCode))?.authorization).toEqual(next)
  })

  it('sweeps during create: expired codes need a seventh of the space of the live ones', async () => {
    const clock = createManualClock()
    const live = 20 * 60
    const store = createMemoryStore({ clock, capacity: Math.ceil((live * 8) / 7) })
    for (let nth = 0; nth < 10 * live; nth++) {
      expect(await store.create(sampleAuthorization(clock.now(), sampleCodes(nth)))).toBe('created')
      clock.advance(1_000)
    }
  })

  it('rejects when it is full, evicts no record, and continues when there is space again', async () => {
    const clock = createManualClock()
    const store = createMemoryStore({ clock, capacity: 2 })
    const [one, two, three] = [1, 2, 3].map((nth) => sampleAuthorization(clock.now(), sampleCodes(nth)))
    if (!one || !two || !three) throw new Error('unreachable')
    await store.create(one)
    await store.create(two)
    await expect(store.create(three)).rejects.toThrow('full')
    expect((await store.find(one.userCode))?.authorization).toEqual(one)
    expect((await store.find(two.userCode))?.authorization).toEqual(two)
    clock.set(one.forgetAt)
    expect(await store.create(sampleAuthorization(clock.now(), sampleCodes(3)))).toBe('created')
  })

  it('keeps two records apart whose device code is the same, which only a broken random source can produce', async () => {
    const clock = createManualClock()
    const store = createMemoryStore({ clock })
    const first = sampleAuthorization(clock.now())
    const second = { ...first, userCode: sampleCodes(2).userCode }
    await store.create(first)
    expect(await store.create(second)).toBe('created')
    await store.recordPoll(second.userCode, second.deviceCode, clock.now())
    expect((await store.recordPoll(first.userCode, first.deviceCode, clock.now()))?.previousPoll).toBeUndefined()
    expect((await store.find(first.userCode))?.authorization).toEqual(first)
    expect((await store.find(second.userCode))?.authorization).toEqual(second)
  })

  it('returns deeply frozen values', async () => {
    const store = createMemoryStore()
    const pending = sampleAuthorization(Date.now())
    await store.create(pending)
    const seen = await store.find(pending.userCode)
    const { authorization } = seen ?? { authorization: pending }
    for (const part of [authorization, authorization.scope, authorization.resources, authorization.requester]) {
      expect(part).toSatisfy(Object.isFrozen)
    }
    expect(pending.scope).not.toSatisfy(Object.isFrozen)
  })
})
