import { createManualClock, onceStoreCases } from '@devicegrant/core/testing'
import { describe, expect, it } from 'vitest'
import { createMemoryOnceStore } from './index.js'

const minute = 60_000

describe('the laws of the store of what may be used once', () => {
  const skipped = new Map([
    ['createTwins', 'the memory of a process has one door'],
    ['createFailingStore', 'the memory of a process is never out of reach'],
  ])

  for (const { id, law, needs, run } of onceStoreCases) {
    it(`${id}: a store ${law}`, async ({ skip }) => {
      const reason = needs && skipped.get(needs)
      if (reason !== undefined) skip(reason)
      const clock = createManualClock()
      await run({ createStore: () => createMemoryOnceStore({ clock }), ...clock })
    })
  }
})

describe('what is special about used names in memory', () => {
  it('forgets a use at its forgetAt', async () => {
    const clock = createManualClock()
    const store = createMemoryOnceStore({ clock })
    const forgetAt = clock.now() + minute
    await store.use('one', forgetAt)
    clock.set(forgetAt - 1)
    expect(await store.use('one', forgetAt + minute)).toBe(false)
    clock.advance(1)
    expect(await store.use('one', forgetAt + minute)).toBe(true)
  })

  it('goes by the clock of the machine where it is given none', async () => {
    const store = createMemoryOnceStore()
    expect(await store.use('over', Date.now() - 1)).toBe(true)
    expect(await store.use('over', Date.now() + minute)).toBe(true)
    expect(await store.use('over', Date.now() + minute)).toBe(false)
  })

  it('rejects when it is full, forgets no use for want of room, and goes on when there is room again', async () => {
    const clock = createManualClock()
    const store = createMemoryOnceStore({ clock, capacity: 2 })
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

  it('sweeps as it goes: uses that are over take a seventh of the room that the others take', async () => {
    const clock = createManualClock()
    const live = 600
    const store = createMemoryOnceStore({ clock, capacity: Math.ceil((live * 8) / 7) })
    for (let nth = 0; nth < 10 * live; nth++) {
      expect(await store.use(`name-${nth}`, clock.now() + live * 1_000)).toBe(true)
      clock.advance(1_000)
    }
  })
})
