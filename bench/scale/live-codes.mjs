// Makes many live codes in a real Redis or in a real cluster, and polls some of them. Prints JSON:
// `node live-codes.mjs <codes> <address>...`; several addresses are the nodes of a cluster.
import { createRequire } from 'node:module'
import { fromIoredis, ioredisAdvice, openRedisStores } from '../../packages/store-redis/dist/index.js'
import { clientId, day, deviceCodeGrant, second } from '../names.mjs'
import { createGrantWith, post } from '../servers/ours.mjs'

const { Cluster, Redis } = createRequire(new URL('../../packages/store-redis/package.json', import.meta.url))('ioredis')
const atOnce = 200
const sampled = 100_000
const [codes, ...addresses] = process.argv.slice(2)
const total = Number(codes)
const nodes = addresses.map((address) => new Redis(address))
const connection = addresses.length === 1 ? new Redis(addresses[0], ioredisAdvice) : clusterOf(addresses)
const stores = await openRedisStores({ connection: fromIoredis(connection), timeout: 60 * second, onWarning() {} })
const policy = { lifetime: 1 * day, interval: 5 * second }
const grant = await createGrantWith({ stores, policy, tokens: 'opaque' })
const kept = []

const before = await Promise.all(nodes.map(memoryOf))
const issued = await timed(total, async (nth) => {
  const { status, body } = await post(grant, '/device_authorization', { client_id: clientId })
  if (status !== 200) throw new Error(`a request for codes heard ${status} ${body}`)
  if (nth % Math.ceil(total / sampled) === 0) kept.push(JSON.parse(body).device_code)
})
const after = await Promise.all(nodes.map(memoryOf))
const keys = await Promise.all(nodes.map((node) => node.dbsize()))
const polled = await timed(kept.length, async (nth) => {
  const fields = { client_id: clientId, grant_type: deviceCodeGrant, device_code: kept[nth] }
  const { body } = await post(grant, '/token', fields)
  if (!body.includes('authorization_pending')) throw new Error(`a poll heard ${body}`)
})
const grown = after.map((bytes, nth) => bytes - before[nth])
const mean = total / nodes.length
console.log(
  JSON.stringify({
    codes: total,
    nodes: nodes.length,
    bytesPerCode: sum(grown) / total,
    keysPerCode: sum(keys) / total,
    mostLoaded: Math.max(...keys) / mean - 1,
    issue: issued,
    poll: polled,
  }),
)
for (const one of [connection, ...nodes]) one.disconnect()

function clusterOf(all) {
  const startupNodes = all.map((address) => ({ host: new URL(address).hostname, port: Number(new URL(address).port) }))
  return new Cluster(startupNodes, { redisOptions: ioredisAdvice, enableAutoPipelining: true })
}

/** Does something this many times, many at once. Returns the rate, and the microseconds of CPU that one of them costs. */
async function timed(count, run) {
  const redisBefore = await redisCpu()
  const ownBefore = process.cpuUsage()
  const start = performance.now()
  let next = 0
  const lane = async () => {
    while (next < count) await run(next++)
  }
  const progress = setInterval(() => process.stderr.write(`${next} of ${count}\n`), 5 * second)
  await Promise.all(Array.from({ length: atOnce }, lane))
  clearInterval(progress)
  const seconds = (performance.now() - start) / second
  const { user, system } = process.cpuUsage(ownBefore)
  const redis = (await redisCpu()) - redisBefore
  return { perSecond: count / seconds, ownCpu: (user + system) / count, redisCpu: redis / count }
}

/** Returns the microseconds of CPU that all servers have used. */
async function redisCpu() {
  const infos = await Promise.all(nodes.map((node) => node.info('cpu')))
  const used = infos.map((info) =>
    [...info.matchAll(/^used_cpu_(?:sys|user):([\d.]+)/gm)].map(([, seconds]) => Number(seconds)),
  )
  return sum(used.flat()) * 1e6
}

async function memoryOf(node) {
  return Number(/used_memory:(\d+)/.exec(await node.info('memory'))[1])
}

function sum(numbers) {
  return numbers.reduce((all, one) => all + one, 0)
}
