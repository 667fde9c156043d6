import { getHeapStatistics } from 'node:v8'

/** How many records of that size fit into that share of the heap that Node may use. */
export function capacityOf(share: number, bytes: number): number {
  return Math.floor((getHeapStatistics().heap_size_limit * share) / bytes)
}
