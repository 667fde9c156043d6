import type { DeviceGrantOptions } from '@devicegrant/core'
import { ampleCaps, createManualClock, limitStoreCases, sampleAuthorization, sampleFamily } from '@devicegrant/testing'
import { describe, expect, it } from 'vitest'
import { createMemoryStores } from './index.js'

describe('createMemoryStores', () => {
  it('returns the option `stores` of a device grant, with empty stores', async () => {
    const stores: Required<DeviceGrantOptions['stores']> = createMemoryStores()
    const { authorizations, families, jtis } = stores
    const now = Date.now()
    expect(await jtis.use('name', now + 60_000)).toBe(true)
    expect(await jtis.use('name', now + 60_000)).toBe(false)
    expect(await authorizations.create(sampleAuthorization(now))).toBe('created')
    expect(await families.create(sampleFamily(now), ampleCaps)).toMatchObject({ result: 'created' })
  })

  it('uses one clock for all stores, and returns it', async () => {
    const clock = createManualClock()
    const { authorizations: store, families, jtis, limits: _, ...more } = createMemoryStores({ clock })
    expect(more).toEqual({ clock })
    const authorization = sampleAuthorization(clock.now())
    const family = sampleFamily(clock.now())
    await store.create(authorization)
    await families.create(family, ampleCaps)
    clock.set(authorization.forgetAt - 1)
    expect(await store.find(authorization.userCode)).toBeDefined()
    clock.advance(1)
    expect(await store.find(authorization.userCode)).toBeUndefined()
    expect(await families.find(family.grantId)).toEqual({ family, revision: 1 })
    await jtis.use('name', family.forgetAt)
    clock.set(family.forgetAt - 1)
    expect(await jtis.use('name', family.forgetAt)).toBe(false)
    clock.set(family.forgetAt)
    expect(await jtis.use('name', family.forgetAt + 1)).toBe(true)
    expect(await families.find(family.grantId)).toBeUndefined()
  })

  it('uses the clock of the system if no clock is given', async () => {
    const { authorizations: store, families, clock } = createMemoryStores()
    expect(Math.abs(clock.now() - Date.now())).toBeLessThan(60_000)
    const now = Date.now()
    const [over, good] = [{ forgetAt: now - 1 }, { forgetAt: now + 60_000 }]
    for (const [given, created] of [
      [over, 'created'],
      [good, 'created'],
      [good, 'taken'],
    ] as const) {
      expect(await families.create(sampleFamily(now, given), ampleCaps)).toMatchObject({ result: created })
      const response = created === 'taken' ? 'userCodeTaken' : created
      const code = sampleAuthorization(now, given)
      expect(await store.create(code)).toBe(response)
    }
  })

  describe('has a limit store', () => {
    const skipped = new Map([
      ['createTwins', 'two stores in memory cannot share their records'],
      ['createFailingStore', 'the memory of a process cannot fail'],
    ])

    for (const { id, law, needs, run } of limitStoreCases) {
      it(`${id}: it ${law}`, async ({ skip }) => {
        const reason = needs && skipped.get(needs)
        if (reason !== undefined) skip(reason)
        const clock = createManualClock()
        await run({ createStore: () => createMemoryStores({ clock }).limits, ...clock })
      })
    }

    it('that keeps at most 100 000 names', async () => {
      const { limits } = createMemoryStores()
      const at = Date.now()
      const once = { kind: 'rate', burst: 1, every: 60_000 } as const
      for (let nth = 0; nth < 100_000; nth++) await limits.reserve(`name-${nth}`, once, at)
      expect(await limits.reserve('another', once, at)).toEqual({ granted: false, until: at + 60_000 })
      expect(await limits.reserve('another', once, at + 60_000)).toEqual({ granted: true, used: 1 })
    })
  })

  it('shares nothing with stores of an earlier call', async () => {
    const clock = createManualClock()
    const [one, other] = [createMemoryStores({ clock }), createMemoryStores({ clock })]
    const family = sampleFamily(clock.now())
    await one.families.create(family, ampleCaps)
    await one.families.revokeBefore(family.subject, family.grantedAt, family.forgetAt)
    await one.authorizations.create(sampleAuthorization(clock.now()))
    expect(await other.families.find(family.grantId)).toBeUndefined()
    expect(await other.families.findRevokedBefore(family.subject)).toBeUndefined()
    expect(await other.authorizations.create(sampleAuthorization(clock.now()))).toBe('created')
  })
})
