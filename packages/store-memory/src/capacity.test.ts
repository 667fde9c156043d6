import { getHeapStatistics, type HeapInfo } from 'node:v8'
import { describe, expect, it, vi } from 'vitest'
import { capacityOf } from './capacity.js'
import { createMemoryFamilyStore, createMemoryJtiStore, createMemoryStore } from './index.js'

vi.mock('node:v8', { spy: true })

const mebibyte = 1_024 * 1_024

function heapOf(limit: unknown): void {
  // @ts-expect-error: another runtime may return another type, or nothing.
  const statistics: HeapInfo = { heap_size_limit: limit }
  vi.mocked(getHeapStatistics).mockReturnValueOnce(statistics)
}

describe('capacityOf', () => {
  it('uses a share of the heap limit that the runtime reports', () => {
    heapOf(400 * mebibyte)
    expect(capacityOf(1 / 4, 1_024)).toBe(100 * 1_024)
  })

  it.each([0, undefined, Number.NaN, Number.POSITIVE_INFINITY])(
    'assumes 128 MiB if the runtime reports %s',
    (limit) => {
      heapOf(limit)
      expect(capacityOf(1 / 2, 1_024)).toBe(64 * 1_024)
    },
  )
})

describe.each([
  ['createMemoryStore', createMemoryStore],
  ['createMemoryFamilyStore', createMemoryFamilyStore],
  ['createMemoryJtiStore', createMemoryJtiStore],
])('the capacity of %s', (_name, create) => {
  it.each([[0], [-1], [1.5], [Number.NaN], [Number.POSITIVE_INFINITY], ['100'], [null]])('cannot be %j', (capacity) => {
    expect(() => Reflect.apply(create, undefined, [{ capacity }])).toThrow(
      'capacity must be a whole number of records, 1 or more',
    )
  })

  it('can be 1', () => {
    expect(() => create({ capacity: 1 })).not.toThrow()
  })
})
