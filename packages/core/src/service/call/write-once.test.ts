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
  it('accepts true from the store without a look', async () => {
    const isStored = vi.fn(no)
    expect(await run({ write: yes, isStored })).toBe(true)
    expect(isStored).not.toHaveBeenCalled()
  })

  it('succeeds after a failed write if the record is stored', async () => {
    expect(await run({ write: broken, isStored: yes })).toBe(true)
  })

  it('fails with the fault of the write if the record is not stored', async () => {
    await expect(run({ write: broken, isStored: no })).rejects.toBe(fault)
  })

  it('fails with the fault of the look if both fail', async () => {
    const other = new Error('still broken')
    await expect(run({ write: broken, isStored: () => Promise.reject(other) })).rejects.toBe(other)
  })

  it('writes once in every case', async () => {
    for (const reply of [yes, no, broken]) {
      const write = vi.fn(reply)
      await run({ write, isStored: no }).catch(() => {})
      expect(write).toHaveBeenCalledTimes(1)
    }
  })
})

describe('a store that returns false', () => {
  it.each([
    ['is read again, because the write may have been sent twice', writeOnce, yes, true],
    ['and has another record stored has refused the write', writeOnce, no, false],
    ['is final if two requests may make the same write', writeUnlessLost, yes, false],
  ])('%s', async (_, run, isStored, done) => {
    expect(await run({ write: no, isStored })).toBe(done)
  })

  it('and then cannot be read causes a fault', async () => {
    await expect(writeOnce({ write: no, isStored: broken })).rejects.toBe(fault)
  })
})
