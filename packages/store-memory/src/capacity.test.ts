import { getHeapStatistics, type HeapInfo } from 'node:v8'
import { describe, expect, it, vi } from 'vitest'
import { capacityOf } from './capacity.js'

vi.mock('node:v8', { spy: true })

const mebibyte = 1_024 * 1_024

function heapOf(limit: unknown): void {
  // @ts-expect-error: what another runtime says may be of another type, or missing.
  const statistics: HeapInfo = { heap_size_limit: limit }
  vi.mocked(getHeapStatistics).mockReturnValueOnce(statistics)
}

describe('capacityOf', () => {
  it('fills a share of the heap that the runtime allows', () => {
    heapOf(400 * mebibyte)
    expect(capacityOf(1 / 4, 1_024)).toBe(100 * 1_024)
  })

  it.each([0, undefined, Number.NaN, Number.POSITIVE_INFINITY])(
    'assumes 128 MiB where the runtime says %s',
    (limit) => {
      heapOf(limit)
      expect(capacityOf(1 / 2, 1_024)).toBe(64 * 1_024)
    },
  )
})
