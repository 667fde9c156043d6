import { getHeapStatistics } from 'node:v8'

// workerd has this function and reports 0. Cloudflare gives a worker 128 MB.
const assumedHeap = 128 * 1_024 * 1_024

/**
 * Returns how many records of this size (in bytes) fit into this share of the heap. If the runtime does not report a heap
 * limit, the function assumes 128 MiB.
 */
export function capacityOf(share: number, bytes: number): number {
  const { heap_size_limit: limit } = getHeapStatistics()
  const heap = Number.isFinite(limit) && limit > 0 ? limit : assumedHeap
  return Math.floor((heap * share) / bytes)
}

/**
 * Checks the capacity that a host passes. Text or `NaN` would otherwise mean no limit.
 *
 * @throws TypeError if it is not a whole number, 1 or more.
 */
export function checkCapacity(capacity: number): void {
  if (Number.isSafeInteger(capacity) && capacity >= 1) return
  throw new TypeError('capacity must be a whole number of records, 1 or more. Omit it to use the default.')
}
