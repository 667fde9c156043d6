import { getHeapStatistics } from 'node:v8'

// workerd has the function, and it says 0. Cloudflare gives a worker 128 MB.
const assumedHeap = 128 * 1_024 * 1_024

/**
 * How many records of that size fit into that share of the heap that the runtime may use. Where the runtime does not say how
 * large its heap may grow, 128 MiB are assumed.
 */
export function capacityOf(share: number, bytes: number): number {
  const { heap_size_limit: limit } = getHeapStatistics()
  const heap = Number.isFinite(limit) && limit > 0 ? limit : assumedHeap
  return Math.floor((heap * share) / bytes)
}
