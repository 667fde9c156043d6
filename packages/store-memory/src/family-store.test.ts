import type { TokenFamilyStore } from '@devicegrant/core/stores'
import {
  ampleCaps,
  createManualClock,
  familyStoreCases,
  sampleCodes,
  sampleFamily,
  sampleFamilyLife,
} from '@devicegrant/testing'
import { describe, expect, it } from 'vitest'
import { heapInUse } from '../test-support/heap.js'
import { createMemoryFamilyStore } from './index.js'

const minute = 60_000

describe('the laws of the token family store', () => {
  const skipped = new Map([
    ['createTwins', 'two stores in memory cannot share their records'],
    ['createFailingStore', 'the memory of a process cannot fail'],
  ])

  for (const { id, law, needs, run } of familyStoreCases) {
    it(`${id}: a store ${law}`, async ({ skip }) => {
      const reason = needs && skipped.get(needs)
      if (reason !== undefined) skip(reason)
      const clock = createManualClock()
      await run({ createStore: () => createMemoryFamilyStore({ clock }), ...clock })
    })
  }
})

describe('token families in memory', () => {
  it('forgets a family at its forgetAt, for find and for listBySubject, without a sweep', async () => {
    const { clock, store } = aStore()
    const family = nthFamily(1, clock.now())
    await store.create(family, ampleCaps)
    clock.set(family.forgetAt - 1)
    expect(await listOf(store, family.subject)).toHaveLength(1)
    expect(await store.find(family.grantId)).toBeDefined()
    clock.advance(1)
    expect(await listOf(store, family.subject)).toEqual([])
    expect(await store.find(family.grantId)).toBeUndefined()
  })

  it('forgets a revocation mark at its forgetAt, and then accepts an earlier moment', async () => {
    const { clock, store } = aStore()
    const at = clock.now()
    const forgetAt = at + 10 * minute
    await store.revokeBefore('alice', at, forgetAt)
    clock.set(forgetAt - 1)
    expect(await store.findRevokedBefore('alice')).toBe(at)
    clock.advance(1)
    expect(await store.findRevokedBefore('alice')).toBeUndefined()
    await store.revokeBefore('alice', at - 1, forgetAt + 1)
    expect(await store.findRevokedBefore('alice')).toBe(at - 1)
  })

  it('accepts the id of a forgotten grant again, and lists it once', async () => {
    const { clock, store } = aStore()
    const old = nthFamily(1, clock.now())
    await store.create(old, ampleCaps)
    await store.create(nthFamily(2, clock.now(), { forgetAt: old.forgetAt + minute }), ampleCaps)
    clock.set(old.forgetAt)
    const next = nthFamily(1, clock.now())
    expect(await store.create(next, ampleCaps)).toMatchObject({ result: 'created' })
    const listed = await listOf(store, old.subject)
    expect(listed.map(({ family }) => family.grantId).sort()).toEqual([next.grantId, sampleCodes(2).grantId].sort())
    expect(listed).toContainEqual({ family: next, revision: 1 })
  })

  it('sweeps during create: expired families need a seventh of the space of the live ones', async () => {
    const clock = createManualClock()
    const live = 20 * 60
    const store = createMemoryFamilyStore({ clock, capacity: Math.ceil((live * 8) / 7) })
    for (let nth = 0; nth < 10 * live; nth++) {
      const subject = `account-${nth}`
      expect(await store.create(nthFamily(nth, clock.now(), { subject }), ampleCaps)).toMatchObject({
        result: 'created',
      })
      clock.advance(1_000)
    }
  })

  it('frees the memory of forgotten families and of their subjects', async () => {
    const { clock, store } = aStore()
    const before = heapInUse()
    for (let nth = 0; nth < 4_000; nth++) {
      await store.create(nthFamily(nth, clock.now(), { subject: longText(nth) }), ampleCaps)
      clock.advance(1_000)
    }
    clock.advance(20 * minute)
    for (let nth = 0; nth < 400; nth++) await store.create(nthFamily(nth, clock.now()), ampleCaps)
    expect(heapInUse() - before).toBeLessThan(10_000_000)
    expect(await listOf(store, 'account-7')).toHaveLength(400)
  })

  it('frees the memory of forgotten revocation marks', async () => {
    const { clock, store } = aStore()
    const before = heapInUse()
    for (let nth = 0; nth < 4_000; nth++) {
      await store.revokeBefore(longText(nth), clock.now(), clock.now() + minute)
      clock.advance(1_000)
    }
    expect(heapInUse() - before).toBeLessThan(10_000_000)
    expect(await store.findRevokedBefore(longText(3_999))).toBe(clock.now() - 1_000)
  })

  it('uses the clock of the system if no clock is given', async () => {
    const store = createMemoryFamilyStore()
    await store.create(nthFamily(1, Date.now(), { forgetAt: Date.now() - 1 }), ampleCaps)
    await store.create(nthFamily(2, Date.now()), ampleCaps)
    const listed = await listOf(store, 'account-7')
    expect(listed.map(({ family }) => family.grantId)).toEqual([sampleCodes(2).grantId])
  })

  it('rejects when it is full, evicts no record, and continues when there is space again', async () => {
    const clock = createManualClock()
    const store = createMemoryFamilyStore({ clock, capacity: 2 })
    const [one, two] = [nthFamily(1, clock.now()), nthFamily(2, clock.now())]
    await store.create(one, ampleCaps)
    await store.create(two, ampleCaps)
    await expect(store.create(nthFamily(3, clock.now()), ampleCaps)).rejects.toThrow('full')
    expect(await store.find(sampleCodes(3).grantId)).toBeUndefined()
    const listed = await listOf(store, one.subject)
    expect(listed.map(({ family }) => family)).toEqual(one.grantId > two.grantId ? [one, two] : [two, one])
    clock.set(one.forgetAt)
    expect(await store.create(nthFamily(3, clock.now()), ampleCaps)).toMatchObject({ result: 'created' })
  })

  it('still reports taken grants, refreshes, ends and revokes when it is full', async () => {
    const clock = createManualClock()
    const store = createMemoryFamilyStore({ clock, capacity: 1 })
    const family = nthFamily(1, clock.now())
    const { refreshed, ended } = sampleFamilyLife(family)
    await store.create(family, ampleCaps)
    expect(await store.create(family, ampleCaps)).toMatchObject({ result: 'taken' })
    expect(await store.replace({ family, revision: 1 }, refreshed)).toBe(true)
    expect(await store.replace({ family: refreshed, revision: 2 }, ended)).toBe(true)
    for (const holder of ['alice', 'bob']) {
      await store.revokeBefore(holder, clock.now(), clock.now() + minute)
      expect(await store.findRevokedBefore(holder)).toBe(clock.now())
    }
  })

  it('returns deeply frozen values, and does not freeze its arguments', async () => {
    const store = createMemoryFamilyStore()
    const family = sampleFamily(Date.now())
    await store.create(family, ampleCaps)
    await store.replace({ family, revision: 1 }, family)
    const [listed] = await listOf(store, family.subject)
    for (const seen of [await store.find(family.grantId), listed]) {
      expect(seen).toEqual({ family, revision: 2 })
      expect(thawed(seen?.family)).toEqual([])
    }
    expect(thawed(family)).toContain('.rotation.spent.0')
    expect(thawed(family)).toContain('.scope')
  })
})

async function listOf(store: TokenFamilyStore, subject: string) {
  return (await store.listBySubject(subject, { limit: 1_000 })).families
}

function aStore() {
  const clock = createManualClock()
  return { clock, store: createMemoryFamilyStore({ clock }) }
}

/** Returns the nth of many families. The store keeps it for 20 minutes. */
function nthFamily(nth: number, now: number, given: Parameters<typeof sampleFamily>[1] = {}) {
  return sampleFamily(now, { grantId: sampleCodes(nth).grantId, forgetAt: now + 20 * minute, ...given })
}

/** Returns the paths of all parts of a value that are not frozen. */
function thawed(value: unknown, path = ''): readonly string[] {
  if (typeof value !== 'object' || value === null) return []
  const within = Object.entries(value).flatMap(([name, part]) => thawed(part, `${path}.${name}`))
  return Object.isFrozen(value) ? within : [path, ...within]
}

/** Returns a new text of 10 kilobytes at each call, so that two calls share no memory. */
function longText(nth: number): string {
  return Buffer.from(`${nth}`.padEnd(10_000, '.')).toString()
}
