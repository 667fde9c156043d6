// Counts the hidden classes that V8 makes, and fails if a place in the code makes new ones again and again: objects made
// there are slow to make and to read (docs/decisions/0080).
//
//   npm run bench:classes
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { prepare } from '../scripts/prepare.mjs'

const rounds = 600
const most = rounds / 10
const target = fileURLToPath(new URL('./classes-target.mjs', import.meta.url))
const say = (message) => console.log(`classes: ${message}`)

await prepare()
const folder = mkdtempSync(join(tmpdir(), 'devicegrant-classes-'))
try {
  const log = join(folder, 'maps.log')
  // The difference of two runs is without the start of the process.
  const [few, many] = [rounds, 2 * rounds].map((count) => placesIn(run(log, count)))
  const wrong = [...many]
    .map(([place, count]) => [place, count - (few.get(place) ?? 0)])
    .filter(([, more]) => more > most)
  for (const [place, count] of wrong) say(`✖ ${count} in ${rounds} flows: ${place}`)
  if (wrong.length === 0) say('✔ no place makes new hidden classes again and again')
  else say('a place is a line and a column of a file in dist. See docs/decisions/0080')
  process.exitCode = wrong.length === 0 ? 0 : 1
} finally {
  rmSync(folder, { recursive: true })
}

function run(log, count) {
  const flags = ['--log-maps', '--no-log-maps-details', '--no-logfile-per-isolate', `--logfile=${log}`]
  const { status, stderr } = spawnSync(process.execPath, [...flags, target, String(count)], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`the flows ended with ${status}\n${stderr}`)
  return readFileSync(log, 'utf8').split('\n')
}

/** Returns how many classes each place made. */
function placesIn(lines) {
  const places = new Map()
  for (const line of lines) {
    // map, how, time, from, to, program counter, line, column, why, member
    const [event, how, , , , , row, column, why, member] = line.split(',')
    if (event !== 'map' || how === 'Deprecate') continue
    const place = `${row}:${column} ${how} ${member} ${why}`
    places.set(place, (places.get(place) ?? 0) + 1)
  }
  return places
}
