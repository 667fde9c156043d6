// Compares devicegrant with bare frameworks and with other libraries, and measures what it costs.
//
//   npm run bench                       all comparisons, about ten minutes
//   npm run bench -- --quick            all of them with short windows: shows that it works, not how fast it is
//   npm run bench -- poll Redis         only comparisons with these words in their titles, without the other measures
//   npm run bench -- --without-peers    without the libraries that the first run installs from npm
//   npm run bench -- --write            also writes docs/benchmarks.md
import { mkdirSync, writeFileSync } from 'node:fs'
import { availableParallelism, loadavg } from 'node:os'
import { join } from 'node:path'
import { prepare, root } from '../scripts/prepare.mjs'
import { startRedis } from '../scripts/runtimes/redis.mjs'
import { startDelayLine } from './delay-line.mjs'
import { machine } from './machine.mjs'
import { measure } from './measures/measure.mjs'
import { cpuRatios, measureTogether, rateRatios, spreadOf } from './pair.mjs'
import { cache, installPeers, pinned } from './peers.mjs'
import { comparisonsFor, paces } from './plan.mjs'
import { ratioLine, toMarkdown } from './report.mjs'
import { measurePermits } from './storm.mjs'

const flags = ['--quick', '--write', '--without-peers']
const words = process.argv.slice(2)
const has = (flag) => words.includes(flag)
const titles = words.filter((word) => !word.startsWith('--')).map((word) => word.toLowerCase())
const say = (message) => console.log(`bench: ${message}`)
process.once('SIGINT', () => process.exit(130))
process.once('SIGTERM', () => process.exit(143))

const unknown = words.find((word) => word.startsWith('--') && !flags.includes(word))
if (unknown !== undefined) end(`there is no option ${unknown}; the options are ${flags.join(', ')}`)
if (has('--write') && (titles.length > 0 || has('--without-peers'))) {
  end('--write needs a run of everything: leave out the titles and --without-peers')
}

const [busy] = loadavg()
if (busy > availableParallelism() / 2) {
  say(`other programs use this machine (load ${busy.toFixed(1)}): the figures will be noise`)
}
await prepare()
if (!has('--without-peers')) installPeers(say)
const pace = { ...paces[has('--quick') ? 'quick' : 'full'] }
const redis = await startRedis()
if (redis === undefined) say('without Redis: set REDIS_SERVER, or put redis-server or valkey-server on the PATH')
const slowRedis =
  redis === undefined ? [] : await Promise.all([1, 5].map((delay) => startDelayLine({ ...redis, delay })))
try {
  const comparisons = await compareAll()
  const result = {
    date: new Date().toISOString().slice(0, 10),
    isQuick: has('--quick'),
    pace,
    machine: { ...machine(), peers: pinned, loadBefore: busy, loadAfter: loadavg()[0] },
    comparisons,
    ...(titles.length === 0 && (await measureRest())),
  }
  mkdirSync(cache, { recursive: true })
  writeFileSync(join(cache, 'last.json'), `${JSON.stringify(result, undefined, 2)}\n`)
  const page = toMarkdown(result)
  writeFileSync(join(cache, 'last.md'), page)
  say(`the figures are in ${join(cache, 'last.json')} and last.md`)
  if (has('--write')) {
    writeFileSync(join(root, 'docs/benchmarks.md'), page)
    say('wrote docs/benchmarks.md')
  }
} finally {
  for (const { stop } of slowRedis) stop()
  await redis?.stop()
}

/** Runs the comparisons whose titles are wanted. Without peers, only the subjects that need none. */
async function compareAll() {
  const facts = { ...pace, redis: redis?.address, slowRedis, cores: availableParallelism() }
  const all = comparisonsFor(facts).map(withoutPeers)
  const wanted = all.filter(({ title, subjects }) => isWanted(title) && subjects.length > 1)
  if (wanted.length === 0) end(`no comparison has these words; they are ${all.map(({ title }) => title).join('; ')}`)
  const done = []
  for (const comparison of wanted) {
    say(`${comparison.title} ...`)
    const measured = resultOf(comparison, await measureTogether(comparison.subjects, pace))
    for (const ratio of measured.ratios) say(`  ${ratioLine(ratio)}`)
    done.push(measured)
  }
  return done
}

function isWanted(title) {
  return titles.length === 0 || titles.some((word) => title.toLowerCase().includes(word))
}

function withoutPeers(comparison) {
  if (!has('--without-peers')) return comparison
  const subjects = comparison.subjects.filter(({ server }) => !(server in pinned))
  const names = subjects.map(({ name }) => name)
  return { ...comparison, subjects, wanted: comparison.wanted.filter(({ against }) => names.includes(against)) }
}

function resultOf({ title, wanted }, samples) {
  const [ours, ...others] = [...samples.values()]
  const names = [...samples.keys()]
  const subjects = [...samples].map(([name, all]) => ({
    name,
    rate: spreadOf(all.map(({ perSecond }) => perSecond)),
    cpu: spreadOf(all.map(({ cpu }) => cpu)),
  }))
  const ratios = others.map((other, nth) => {
    const against = names[nth + 1]
    const goal = wanted.find((one) => one.against === against) ?? { by: 'cpu' }
    const values = goal.by === 'cpu' ? cpuRatios(ours, other) : rateRatios(ours, other)
    return { title, against, ...goal, ...spreadOf(values) }
  })
  return { title, subjects, ratios }
}

async function measureRest() {
  say('polls during a storm of logins ...')
  const storms = await measurePermits({ ...pace, passes: pace.passes / 2 })
  say('where the time goes ...')
  const places = measure('places', redis === undefined ? [] : [redis.address])
  say(`memory of ${pace.records} pending authorizations ...`)
  const heap = measure('heap', [pace.records], ['--expose-gc', '--max-old-space-size=8192'])
  say('import times ...')
  const imports = measure('import-time', [pace.imports])
  const rest = { storms, places, heap, imports }
  if (redis === undefined) return rest
  say('commands and bytes in Redis ...')
  return { ...rest, redis: measure('redis-cost', [redis.address]) }
}

function end(message) {
  say(message)
  process.exit(2)
}
