// Prints where the CPU time of an operation goes, without sockets: `node places.mjs`. The profiler of V8 samples the stack, and
// a sample counts for the innermost place on it, so the time of Node's own code counts for the place that called it.
import { Session } from 'node:inspector/promises'
import { createOperations } from '../in-process.mjs'

const samplingInterval = 100
const codes = 500
const rounds = { poll: 60_000, issue: 30_000, flow: 6_000 }

const { issue, token, flow, close } = await createOperations()
const session = new Session()
session.connect()
await session.post('Profiler.enable')
await session.post('Profiler.setSamplingInterval', { interval: samplingInterval })
const operations = await operationsOf()
const measured = {}
for (const [name, operate] of Object.entries(operations)) measured[name] = await profile(operate, rounds[name])
console.log(JSON.stringify(measured))
close()

async function operationsOf() {
  const pending = []
  for (let nth = 0; nth < codes; nth++) pending.push((await issue()).device_code)
  return { poll: (nth) => token(pending[nth % codes]), issue, flow }
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
    let from = node
    while (from !== undefined && placeOf(from.callFrame) === undefined) from = parents.get(from.id)
    const place = from === undefined ? 'garbage collection and V8' : placeOf(from.callFrame)
    samples.set(place, (samples.get(place) ?? 0) + node.hitCount)
  }
  return samples
}

/** Returns the room of core, or the package, that a function belongs to. The benchmark is a place as well: it reads the responses. */
function placeOf({ url }) {
  const [, name, path = ''] = /\/packages\/([\w-]+)\/dist\/(.*)/.exec(url) ?? []
  if (name === 'core') return `core, ${path.split('/')[0]}/`
  if (name !== undefined) return name
  return /\/node_modules\/.*?(zod)\//.exec(url)?.[1] ?? (url.includes('/bench/') ? 'the benchmark' : undefined)
}
