// Finds out how far devicegrant goes: simulates many devices, and keeps many live codes in a real Redis and a real cluster.
//
//   npm run bench:scale                  1 000 000 devices and codes: about twenty minutes, and 12 GB of memory
//   npm run bench:scale -- --quick       20 000 of each: shows that it works
//   npm run bench:scale -- --write       also writes docs/how-far-it-goes.md
import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { prepare, root } from '../scripts/prepare.mjs'
import { startRedis } from '../scripts/runtimes/redis.mjs'
import { machine } from './machine.mjs'
import { startCluster } from './scale/cluster.mjs'
import { toPage } from './scale/page.mjs'

const flags = ['--quick', '--write']
const words = process.argv.slice(2)
const say = (message) => console.log(`scale: ${message}`)
const unknown = words.find((word) => !flags.includes(word))
if (unknown !== undefined) {
  say(`there is no option ${unknown}; the options are ${flags.join(', ')}`)
  process.exit(2)
}
process.once('SIGINT', () => process.exit(130))
process.once('SIGTERM', () => process.exit(143))

const count = words.includes('--quick') ? 20_000 : 1_000_000
await prepare()
const one = await startRedis()
const three = await startCluster(3)
if (one === undefined || three === undefined) {
  say('this needs Redis: set REDIS_SERVER, or put redis-server or valkey-server on the PATH')
  process.exit(2)
}
try {
  say(`${count} live codes in one Redis ...`)
  const single = await measure('live-codes', [count, one.address])
  say(`${count} live codes in a cluster of three ...`)
  const cluster = await measure('live-codes', [count, ...three.addresses])
  say(`a simulation of ${count} devices ...`)
  const simulation = await measure('simulate', [count])
  const date = new Date().toISOString().slice(0, 10)
  const page = toPage({ date, machine: machine(), single, cluster, simulation })
  if (words.includes('--write')) {
    writeFileSync(join(root, 'docs/how-far-it-goes.md'), page)
    say('wrote docs/how-far-it-goes.md')
  } else console.log(page)
} finally {
  await Promise.all([one.stop(), three.stop()])
}

/** Runs a file of the folder `scale`, shows its progress, and resolves to the JSON that it prints. */
function measure(name, args) {
  const file = fileURLToPath(new URL(`./scale/${name}.mjs`, import.meta.url))
  const child = spawn(process.execPath, ['--max-old-space-size=12288', file, ...args.map(String)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.on('data', (chunk) => {
    output += chunk
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) =>
      code === 0 ? resolve(JSON.parse(output)) : reject(new Error(`${name} ended with ${code ?? signal}`)),
    )
  })
}
