// Measures what the client costs a command line at its start, and a bundle in bytes.
//
//   npm run bench:client                 two minutes
//   npm run bench:client -- --quick      few runs: shows that it works
//   npm run bench:client -- --write      also writes docs/client-benchmarks.md
import { writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { prepare, root } from '../scripts/prepare.mjs'
import { toPage } from './client/page.mjs'
import { measureStartUp } from './client/start-up.mjs'
import { machine } from './machine.mjs'

const flags = ['--quick', '--write']
const words = process.argv.slice(2)
const say = (message) => console.log(`client: ${message}`)
const unknown = words.find((word) => !flags.includes(word))
if (unknown !== undefined) {
  say(`there is no option ${unknown}; the options are ${flags.join(', ')}`)
  process.exit(2)
}

await prepare()
// It imports a package, which is there after the installation.
const { measureSizes } = await import('./client/sizes.mjs')
const passes = words.includes('--quick') ? 4 : 40
const [loadBefore] = loadavg()
say('sizes ...')
const sizes = await measureSizes()
say(`${passes} starts of each command line ...`)
const startUp = measureStartUp(passes)
const date = new Date().toISOString().slice(0, 10)
const page = toPage({ date, passes, machine: { ...machine(), loadBefore, loadAfter: loadavg()[0] }, startUp, sizes })
if (words.includes('--write')) {
  writeFileSync(join(root, 'docs/client-benchmarks.md'), page)
  say('wrote docs/client-benchmarks.md')
} else console.log(page)
