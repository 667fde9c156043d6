import { describe, expect, it, vi } from 'vitest'
import { writeOnce, writeUnlessLost } from './write-once.js'

const fault = new Error('the connection broke')
const yes = async () => true
const no = async () => false
const broken = () => Promise.reject(fault)

describe.each([
  ['writeOnce', writeOnce],
  ['writeUnlessLost', writeUnlessLost],
])('%s', (_, run) => {
  it('believes a store that says yes, and does not look', async () => {
    const isStored = vi.fn(no)
    expect(await run({ write: yes, isStored })).toBe(true)
    expect(isStored).not.toHaveBeenCalled()
  })

  it('of a write that failed is done when it is stored', async () => {
    expect(await run({ write: broken, isStored: yes })).toBe(true)
  })

  it('of a write that failed and is not stored fails as the write did', async () => {
    await expect(run({ write: broken, isStored: no })).rejects.toBe(fault)
  })

  it('fails as the look did when neither can be known', async () => {
    const other = new Error('still broken')
    await expect(run({ write: broken, isStored: () => Promise.reject(other) })).rejects.toBe(other)
  })

  it('writes once, whatever comes of it', async () => {
    for (const reply of [yes, no, broken]) {
      const write = vi.fn(reply)
      await run({ write, isStored: no }).catch(() => {})
      expect(write).toHaveBeenCalledTimes(1)
    }
  })
})

describe('a store that says no', () => {
  it.each([
    ['is looked at, since the write may have been sent twice', writeOnce, yes, true],
    ['and has something else stored has refused', writeOnce, no, false],
    ['is believed where the same write may come from two sides', writeUnlessLost, yes, false],
  ])('%s', async (_, run, isStored, done) => {
    expect(await run({ write: no, isStored })).toBe(done)
  })

  it('and cannot be looked at is a fault', async () => {
    await expect(writeOnce({ write: no, isStored: broken })).rejects.toBe(fault)
  })
})
