// Runs the whole flow and the client in every runtime that docs/runtimes.md names, and test/node-versions on every pinned Node.
// Arguments select runtimes by a part of their name: `test:runtimes deno`.

import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { runFlow } from '../test/runtimes/flow.mjs'
import { prepare, root } from './prepare.mjs'
import { clientParts, runClientProgram, runClientWorker } from './runtimes/client.mjs'
import { installRuntimes } from './runtimes/install.mjs'
import { runProgram } from './runtimes/program.mjs'
import { startRedis } from './runtimes/redis.mjs'
import { startServer } from './runtimes/server.mjs'
import { startWorkerd } from './runtimes/workerd.mjs'

const say = (message) => console.log(`runtimes: ${message}`)
const secret = 'a secret that everybody may know, since it is for tests'
// Only the rights that docs/runtimes.md lists.
const denoFlags = ['--no-prompt', '--no-lock', '--node-modules-dir=manual']
const denoRights = ['--allow-net=127.0.0.1', '--allow-env', '--allow-read', '--allow-ffi']
const denoClientRights = (directory) => [
  '--allow-net=127.0.0.1',
  ...(directory === undefined
    ? []
    : ['--allow-sys=hostname,uid', `--allow-read=${directory}`, `--allow-write=${directory}`]),
]
const fetchServer = 'test/runtimes/serve-fetch.mjs'
const nodeServer = 'test/runtimes/serve-node.mjs'

process.once('SIGINT', () => process.exit(130))
process.once('SIGTERM', () => process.exit(143))

await prepare()
const words = process.argv.slice(2).map((word) => word.toLowerCase())
const isWanted = (name) => words.length === 0 || words.some((word) => name.toLowerCase().includes(word))
const installed = installRuntimes(say)
const redis = await startRedis()
if (redis === undefined) {
  if (process.env.CI) throw new Error('Redis is needed: install redis-server or valkey-server, or set REDIS_SERVER')
  say('skipped the stores in Redis: set REDIS_SERVER, or put redis-server or valkey-server on the PATH')
}

const wanted = targets().filter((target) => isWanted(target.name))
if (wanted.length === 0) {
  say(
    `no runtime matches ${words.join(' or ')}; the runtimes are ${targets()
      .map(({ name }) => name)
      .join(', ')}`,
  )
  process.exitCode = 2
}

const failures = []
for (const { name, steps } of wanted) {
  for (const { title, run } of steps) {
    const startedAt = performance.now()
    try {
      const outcome = await run()
      say(`✔ ${name}, ${title}: ${outcome}, ${Math.round(performance.now() - startedAt)} ms`)
    } catch (fault) {
      failures.push(`${name}, ${title}: ${fault.message}`)
      say(`✖ ${failures.at(-1)}`)
    }
  }
}
await redis?.stop()
if (failures.length > 0) {
  say(`${failures.length} failed:\n${failures.map((failure) => `  ✖ ${failure.split('\n')[0]}`).join('\n')}`)
  process.exitCode = 1
} else if (wanted.length > 0) say('all passed')

/** Returns the runtimes by name and version, each with its steps. */
function targets() {
  const { nodes, deno, bun, workerd } = installed
  const current = { version: process.versions.node, program: process.execPath }
  const runNode =
    (program) =>
    (file, ...args) => ({ program, args: [file, ...args] })
  const runDeno = (file, ...args) => ({
    program: deno.program,
    args: ['run', ...denoFlags, ...denoRights, file, ...args],
  })
  const runDenoClient = (args, directory) => ({
    program: deno.program,
    args: ['run', ...denoFlags, ...denoClientRights(directory), ...args],
  })
  const clientsOf = (program) => clients(runNode(program), (args) => ({ program, args }))
  return [
    ...[current, ...nodes].map(({ version, program }) => ({
      name: `Node ${version}`,
      steps: [...doors(runNode(program)), ...clientsOf(program), ...versionChecks(program)],
    })),
    { name: `Deno ${deno.version}`, steps: [...doors(runDeno), ...clients(runDeno, runDenoClient)] },
    { name: `Bun ${bun.version}`, steps: [...doors(runNode(bun.program)), ...clientsOf(bun.program)] },
    {
      name: `workerd ${workerd.version}`,
      steps: [
        { title: 'fetch', run: () => tryServer(startServingWorker, tryFlow({ withParts: true })) },
        { title: 'client, memory', run: () => tryServer(startServingWorker, tryClientWorker) },
      ],
    },
  ]
}

function startServingWorker(env) {
  return startWorkerd(installed, { entry: 'test/runtimes/worker.mjs', env })
}

function doors(commandFor) {
  const door = (title, command, { env: more = {}, ...options } = {}) => ({
    title,
    run: () => tryServer((env) => startServer({ ...command, env: { ...env, ...more } }), tryFlow(options)),
  })
  return [
    door('fetch', commandFor(fetchServer), { withParts: true }),
    ...['node:http', 'Express', 'Koa'].map((title) => door(title, commandFor(nodeServer, title))),
    ...(redis === undefined ? [] : ['ioredis', 'node-redis']).map((client) =>
      door(`fetch, stores in Redis by ${client}`, commandFor(fetchServer, client), {
        env: { REDIS_URL: redis.address },
      }),
    ),
  ]
}

/** Returns the steps of the client, each in a process of its own, against a server in the same runtime. */
function clients(serverCommandFor, commandFor) {
  return Object.keys(clientParts).map((part) => ({
    title: `client, ${part}`,
    run: () =>
      tryServer(
        (env) => startServer({ ...serverCommandFor(fetchServer), env }),
        (address) => runClientProgram(commandFor, part, address),
      ),
  }))
}

async function tryClientWorker(address) {
  const worker = await startWorkerd(installed, { entry: 'test/runtimes/client-worker.mjs', env: {} })
  try {
    return await runClientWorker(worker, address)
  } finally {
    await worker.stop()
  }
}

/** Runs the flow against a server, and optionally the audits and laws that the server runs inside its runtime. */
function tryFlow({ withParts = false }) {
  return async (address) => {
    const outcome = `${await runFlow(address)} steps`
    return withParts ? `${outcome}, ${await countParts(address)} parts` : outcome
  }
}

/** Starts a server, and tries something against it. What fails comes with the complaints of the server. */
async function tryServer(start, attempt) {
  const server = await start({ DEVICEGRANT_SECRET: secret, NO_COLOR: '1' })
  try {
    return await attempt(server.address)
  } catch (fault) {
    const complaints = server.complaints()
    throw new Error(complaints === '' ? fault.message : `${fault.message}\n${complaints}`, { cause: fault })
  } finally {
    await server.stop()
  }
}

async function countParts(address) {
  const response = await fetch(`${address}/parts`)
  if (response.status !== 200) throw new Error(`step "parts": answered ${response.status}: ${await response.text()}`)
  const parts = await response.json()
  const failed = parts.filter(({ fault }) => fault !== undefined)
  if (failed.length === 0) return parts.length
  throw new Error(failed.map(({ name, fault }) => `step "parts", ${name}: ${fault}`).join('\n'))
}

/** Returns the steps of test/node-versions. Each file is a program that exits with 0 on success. */
function versionChecks(program) {
  const directory = join(root, 'test/node-versions')
  const files = existsSync(directory) ? readdirSync(directory).filter((file) => file.endsWith('.mjs')) : []
  return files.map((file) => ({
    title: `test/node-versions/${file}`,
    run: () => `${runProgram({ program, args: [join(directory, file)] }).split('\n').length} checks`,
  }))
}
