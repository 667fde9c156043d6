import { createManualClock, jtiStoreCases } from '@devicegrant/testing'
import { describe, expect, it } from 'vitest'
import { createMemoryJtiStore } from './index.js'

const minute = 60_000

describe('the laws of the jti store', () => {
  const skipped = new Map([
    ['createTwins', 'two stores in memory cannot share their records'],
    ['createFailingStore', 'the memory of a process cannot fail'],
  ])

  for (const { id, law, needs, run } of jtiStoreCases) {
    it(`${id}: a store ${law}`, async ({ skip }) => {
      const reason = needs && skipped.get(needs)
      if (reason !== undefined) skip(reason)
      const clock = createManualClock()
      await run({ createStore: () => createMemoryJtiStore({ clock }), ...clock })
    })
  }
})

describe('used names in memory', () => {
  it('forgets a use at its forgetAt', async () => {
    const clock = createManualClock()
    const store = createMemoryJtiStore({ clock })
    const forgetAt = clock.now() + minute
    await store.use('one', forgetAt)
    clock.set(forgetAt - 1)
    expect(await store.use('one', forgetAt + minute)).toBe(false)
    clock.advance(1)
    expect(await store.use('one', forgetAt + minute)).toBe(true)
  })

  it('uses the clock of the system if no clock is given', async () => {
    const store = createMemoryJtiStore()
    expect(await store.use('over', Date.now() - 1)).toBe(true)
    expect(await store.use('over', Date.now() + minute)).toBe(true)
    expect(await store.use('over', Date.now() + minute)).toBe(false)
  })

  it('rejects when it is full, forgets no use to make space, and continues when there is space again', async () => {
    const clock = createManualClock()
    const store = createMemoryJtiStore({ clock, capacity: 2 })
    const forgetAt = clock.now() + minute
    await store.use('one', forgetAt)
    await store.use('two', forgetAt + minute)
    await expect(store.use('three', forgetAt)).rejects.toThrow('full')
    expect(await store.use('one', forgetAt)).toBe(false)
    expect(await store.use('two', forgetAt)).toBe(false)
    clock.set(forgetAt)
    expect(await store.use('three', forgetAt + minute)).toBe(true)
    expect(await store.use('two', forgetAt)).toBe(false)
  })

  it('sweeps during use: expired uses need a seventh of the space of the others', async () => {
    const clock = createManualClock()
    const live = 600
    const store = createMemoryJtiStore({ clock, capacity: Math.ceil((live * 8) / 7) })
    for (let nth = 0; nth < 10 * live; nth++) {
      expect(await store.use(`name-${nth}`, clock.now() + live * 1_000)).toBe(true)
      clock.advance(1_000)
    }
  })
})
