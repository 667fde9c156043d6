import { createManualClock, sampleAuthorization, storeCases } from '@devicegrant/testing'
import { describe, expect, it } from 'vitest'
import { createOwnStore } from './own-store.js'

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
      await run({ createStore: () => createOwnStore(clock.now), ...clock })
    })
  }
})

describe('forgetting', () => {
  it('deletes only rows whose forgetAt has passed', async () => {
    const clock = createManualClock()
    const store = createOwnStore(clock.now)
    const record = sampleAuthorization(clock.now())
    await store.create(record)
    clock.set(record.forgetAt - 1)
    store.forget()
    expect(await store.find(record.userCode)).toEqual({ authorization: record, revision: 1 })
    clock.advance(1)
    store.forget()
    clock.turnBack(1)
    expect(await store.find(record.userCode)).toBeUndefined()
  })
})
