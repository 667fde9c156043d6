// Prints where the CPU time of an operation goes, without HTTP: `node places.mjs`, or `node places.mjs <URL of a Redis>` for flows with
// stores in Redis as well. The profiler of V8 samples the stack, and a sample counts for the innermost place on it, so the time of
// Node's own code counts for the place that called it.
import { Session } from 'node:inspector/promises'
import { createOperations } from '../in-process.mjs'

const samplingInterval = 100
const codes = 500
/** With Redis, so many flows run at once: they share its round trips, as they do on a server with load. */
const width = 16

const [redis] = process.argv.slice(2)
const session = new Session()
session.connect()
await session.post('Profiler.enable')
await session.post('Profiler.setSamplingInterval', { interval: samplingInterval })
console.log(JSON.stringify({ ...(await inMemory()), ...(redis !== undefined && (await inRedis())) }))

async function inMemory() {
  const { issue, token, flow, close } = await createOperations()
  const pending = []
  for (let nth = 0; nth < codes; nth++) pending.push((await issue()).device_code)
  const measured = {
    poll: await profile((nth) => token(pending[nth % codes]), 60_000),
    issue: await profile(issue, 30_000),
    flow: await profile(flow, 6_000),
  }
  close()
  return measured
}

async function inRedis() {
  const { flow, close } = await createOperations({ redis })
  const flows = (nth) => Promise.all(Array.from({ length: width }, (_, beside) => flow(nth * width + beside)))
  const { all, places } = await profile(flows, 6_000 / width)
  close()
  const ofOne = Object.entries(places).map(([place, time]) => [place, time / width])
  return { 'flow, Redis': { all: all / width, places: Object.fromEntries(ofOne) } }
}

/** Resolves to the microseconds of one operation, and to those of each place. */
async function profile(operate, count) {
  for (let nth = 0; nth < count / 4; nth++) await operate(nth)
  await session.post('Profiler.start')
  const before = process.cpuUsage()
  for (let nth = 0; nth < count; nth++) await operate(nth)
  const { user, system } = process.cpuUsage(before)
  const { profile } = await session.post('Profiler.stop')
  const all = (user + system) / count
  const samples = samplesByPlace(profile.nodes)
  const sum = [...samples.values()].reduce((one, other) => one + other, 0)
  return { all, places: Object.fromEntries([...samples].map(([place, hits]) => [place, (hits / sum) * all])) }
}

function samplesByPlace(nodes) {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, byId.get(id)])))
  const samples = new Map()
  for (const node of nodes) {
    if (node.callFrame.functionName === '(idle)') continue
    let from = node
    while (from !== undefined && placeOf(from.callFrame) === undefined) from = parents.get(from.id)
    const place = from === undefined ? 'garbage collection and V8' : placeOf(from.callFrame)
    samples.set(place, (samples.get(place) ?? 0) + node.hitCount)
  }
  return samples
}

/**
 * Returns the room of core, or the package, that a function belongs to. The benchmark is a place as well: it reads the responses.
 * Without HTTP, all writes to a socket are to Redis.
 */
function placeOf({ url, functionName }) {
  if (url === '' && /^write(v|\w+String|Buffer)$/.test(functionName)) return 'writes to Redis'
  const [, name, path = ''] = /\/packages\/([\w-]+)\/dist\/(.*)/.exec(url) ?? []
  if (name === 'core') return `core, ${path.split('/')[0]}/`
  if (name !== undefined) return name
  return (
    /\/node_modules\/.*?(zod|ioredis|redis-parser)\//.exec(url)?.[1] ??
    (url.includes('/bench/') ? 'the benchmark' : undefined)
  )
}
