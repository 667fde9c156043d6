// Counts the instructions of a pending poll in process, with valgrind, and fails if they are more than 5 % above the accepted
// figure in instructions.json. Other programs on the machine do not change the count, but another version of Node does: there is
// nothing to compare for a version without a figure.
//
//   npm run bench:instructions                 compares
//   npm run bench:instructions -- --accept     writes the new figure
//   npm run bench:instructions -- --metrics    counts a poll with metrics, and compares with one without
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { arch } from 'node:os'
import { fileURLToPath } from 'node:url'
import { prepare } from '../scripts/prepare.mjs'

const allowed = 0.05
// The difference of two runs is without the start of the process. The first run is long enough to load everything.
const polls = [200, 1_200]
// The interpreter does the same in every run, and so does the garbage collector without its incremental steps, which follow the
// clock. Runs then differ by less than half a percent, also on a busy machine; with the compiler they differ by a fifth.
const nodeFlags = [
  '--jitless',
  '--predictable',
  '--predictable-gc-schedule',
  '--no-incremental-marking',
  '--single-threaded',
  '--random-seed=1',
  '--hash-seed=1',
]
const tool = ['--tool=cachegrind', '--cache-sim=no', '--cachegrind-out-file=/dev/null']
const target = fileURLToPath(new URL('./instructions-target.mjs', import.meta.url))
const record = new URL('./instructions.json', import.meta.url)
const accept = 'npm run bench:instructions -- --accept'
const say = (message) => console.log(`instructions: ${message}`)

const words = process.argv.slice(2)
if (words.some((word) => !['--accept', '--metrics'].includes(word))) end(2, 'the options are --accept and --metrics')
await prepare()
const name = `Node ${process.versions.node}, ${arch()}`
const accepted = JSON.parse(readFileSync(record, 'utf8'))
// One garbage collection more in one of two runs is a third of the figure, and not of a poll. So the median of three counts.
const measured = medianPerPoll()

if (words.includes('--metrics')) {
  const withMetrics = medianPerPoll('metrics')
  const times = (withMetrics / measured).toFixed(2)
  end(0, `a poll takes ${measured} instructions, and ${withMetrics} with metrics: ${times} times as many`)
}
if (words.includes('--accept')) {
  writeFileSync(record, `${JSON.stringify({ ...accepted, [name]: measured }, undefined, 2)}\n`)
  end(0, `accepted ${measured} instructions a poll for ${name}`)
}
const before = accepted[name]
if (before === undefined) {
  end(0, `a poll takes ${measured} instructions. There is no figure for ${name} to compare. To accept it: ${accept}`)
}
const growth = measured / before - 1
const change = `${measured} instructions a poll, ${(growth * 100).toFixed(1)} % from the accepted ${before} for ${name}`
if (growth > allowed) end(1, `✖ ${change}. Make it faster, or give the reason in the commit and run: ${accept}`)
if (growth < -allowed) say(`this is faster. To keep it so: ${accept}`)
say(`✔ ${change}`)

function medianPerPoll(...more) {
  const [, median] = [1, 2, 3].map(() => perPoll(more)).sort((one, other) => one - other)
  return median
}

function perPoll(more) {
  const [few, many] = polls.map((rounds) => count(rounds, more))
  return Math.round((many - few) / (polls[1] - polls[0]))
}

function count(rounds, more) {
  say(`counting ${rounds} polls ...`)
  const args = [...tool, process.execPath, ...nodeFlags, target, String(rounds), ...more]
  // Only these variables, because the environment is on the stack of the program.
  const options = { encoding: 'utf8', env: { PATH: process.env.PATH } }
  const { error, status, signal, stderr } = spawnSync('valgrind', args, options)
  if (error?.code === 'ENOENT') end(2, 'this needs valgrind: apt-get install valgrind')
  const [, refs] = /I +refs: +([\d,]+)/.exec(stderr ?? '') ?? []
  if (status !== 0 || refs === undefined) end(2, `valgrind ended with ${status ?? signal ?? error?.message}\n${stderr}`)
  return Number(refs.replaceAll(',', ''))
}

function end(code, message) {
  say(message)
  process.exit(code)
}
