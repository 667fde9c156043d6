// Prints how many bytes of the heap a pending authorization takes in memory: `node --expose-gc heap.mjs <records>`.
import { createGrant, fill } from '../servers/ours.mjs'

const records = Number(process.argv[2])
const { grant } = await createGrant({ tokens: 'opaque' })
await fill(grant, 1_000)
const before = usedBytes()
await fill(grant, records)
console.log(JSON.stringify({ records, bytes: (usedBytes() - before) / records }))

function usedBytes() {
  globalThis.gc()
  globalThis.gc()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
