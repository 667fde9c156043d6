// Prints how many bytes of the heap a pending authorization takes in memory: `node --expose-gc heap.mjs <records>`.
import { createGrant, fill } from '../servers/ours.mjs'

const records = Number(process.argv[2])
const { grant } = await createGrant({ tokens: 'opaque' })
await issue(1_000)
const before = usedBytes()
await issue(records)
console.log(JSON.stringify({ records, bytes: (usedBytes() - before) / records }))

// Lets go of the device codes, which are not in the store.
async function issue(count) {
  await fill(grant, count)
}

function usedBytes() {
  globalThis.gc()
  globalThis.gc()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
