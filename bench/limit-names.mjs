// Measures what a million names of limits take: in the memory of a process, and in Redis.
//
//   node scripts/build.mjs && node --expose-gc bench/limit-names.mjs [names]
//
// Each name is that of one account with one wrong password, as a flood of usernames makes them. Redis comes from the PATH or
// from REDIS_SERVER. Takes about two minutes.
import { createLimitStore } from '@devicegrant/core/stores'
import { fromIoredis, openRedisStores } from '@devicegrant/store-redis'
import { Redis } from 'ioredis'
import { startRedis } from '../scripts/runtimes/redis.mjs'

const count = Number(process.argv[2] ?? 1_000_000)
const atOnce = 500
const minute = 60_000
const day = 24 * 60 * minute
const rules = {
  'rate of an address': { kind: 'rate', burst: 20, every: 45_000 },
  'streak of strangers': { kind: 'streak', free: 5, first: 1_000, ceiling: 15 * minute, remember: 15 * minute },
  'streak in a row': { kind: 'streak', free: 99, first: day, ceiling: day, remember: day },
}

for (const [name, rule] of Object.entries(rules)) {
  for (const capacity of [undefined, count]) await measureMemory(name, rule, capacity)
}
const redis = await startRedis()
if (redis === undefined) console.log('without Redis: set REDIS_SERVER, or put redis-server on the PATH')
else await measureRedis(redis)

async function measureMemory(title, rule, capacity) {
  const before = heap()
  const store = createLimitStore(capacity === undefined ? {} : { capacity })
  const began = performance.now()
  await fill(store, rule)
  const took = performance.now() - began
  const bytes = heap() - before
  const held = Math.min(count, capacity ?? 100_000)
  console.log(
    `memory, ${title}, capacity ${capacity ?? 'by default'}: ${megabytes(bytes)} for ${held} names kept, ` +
      `${Math.round(bytes / held)} bytes a name, ${((1_000 * took) / count).toFixed(1)} µs a try`,
  )
  // The store must live until its memory was measured.
  await store.settle('name 0', rule, 'refund', Date.now())
}

async function measureRedis({ url, stop }) {
  const client = new Redis(url)
  try {
    const accept = ['memoryLimit', 'persistence', 'failover']
    const { limits } = await openRedisStores({ connection: fromIoredis(client), accept, timeout: 10_000 })
    for (const [title, rule] of Object.entries(rules)) {
      await client.flushall()
      const before = await usedMemory(client)
      const began = performance.now()
      await fill(limits, rule)
      const took = performance.now() - began
      const bytes = (await usedMemory(client)) - before
      const keys = await client.dbsize()
      console.log(
        `Redis, ${title}: ${keys} keys, ${megabytes(bytes)}, ${keys === 0 ? 0 : Math.round(bytes / keys)} bytes a key, ` +
          `${Math.round(count / (took / 1_000))} tries a second`,
      )
      const key = await client.randomkey()
      if (key !== null)
        console.log(`  a key: ${key}, gone by itself in ${Math.round((await client.pttl(key)) / 1_000)} s`)
    }
  } finally {
    client.disconnect()
    await stop()
  }
}

async function fill(store, rule) {
  for (let from = 0; from < count; from += atOnce) {
    const at = Date.now()
    const names = Array.from({ length: Math.min(atOnce, count - from) }, (_, nth) => nameOf(from + nth))
    await Promise.all(names.map((name) => store.reserve(name, rule, at)))
  }
}

// As long as the digests that the names are.
function nameOf(nth) {
  return `name${nth}`.padEnd(22, '-')
}

function heap() {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}

async function usedMemory(client) {
  return Number(/used_memory:(\d+)/.exec(await client.info('memory'))?.[1])
}

function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(0)} MB`
}
