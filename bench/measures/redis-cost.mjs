// Prints what each operation costs in Redis: `node redis-cost.mjs <address>`. `trips`: how often the server sends something;
// `waits`: how many trips come one after another; `commands`: all that Redis carries out, also in scripts; bytes on the line.
import { createRequire } from 'node:module'
import { clientId, deviceCodeGrant, issuer } from '../names.mjs'
import { createGrant, fill, post } from '../servers/ours.mjs'

const rounds = 200
const records = 20_000
const { Redis } = createRequire(new URL('../../packages/store-redis/package.json', import.meta.url))('ioredis')
const [address] = process.argv.slice(2)
const redis = new Redis(address)
const lines = watchedLines()
const { grant, close } = await createGrant({ redis: address, tokens: 'jwt', watch: lines.watch })

const operations = {}
// The first operations load the scripts and the signing key.
for (const [name, run] of Object.entries(stepsOf(await flows(3)))) await run(name)
for (const [name, run] of Object.entries(stepsOf(await flows(rounds)))) operations[name] = await cost(run)
const pending = await memoryOf(records)
console.log(JSON.stringify({ operations, pending }))
redis.disconnect()
close()

function flows(count) {
  return Array.from({ length: count }, (_, nth) => ({ headers: { cookie: `person=${nth}`, origin: issuer } }))
}

/** Each step does one operation for each flow. */
function stepsOf(all) {
  const forAll = (step) => async () => {
    for (const flow of all) await step(flow)
    return all.length
  }
  const device = async (path, fields, expected = 200) => {
    const { status, body } = await post(grant, path, { client_id: clientId, ...fields })
    if (status !== expected) throw new Error(`${path} responded ${status} ${body}`)
    return JSON.parse(body)
  }
  const decide = async (path, { codes, headers }, fields) => {
    const { status, body } = await post(grant, path, { user_code: codes.user_code, ...fields }, headers)
    if (status !== 200) throw new Error(`${path} responded ${status} ${body}`)
    return JSON.parse(body)
  }
  const poll = ({ codes }, expected) =>
    device('/token', { grant_type: deviceCodeGrant, device_code: codes.device_code }, expected)
  return {
    issue: forAll(async (flow) => {
      flow.codes = await device('/device_authorization', { scope: 'read offline_access' })
    }),
    poll: forAll((flow) => poll(flow, 400)),
    'look-up by link': forAll((flow) =>
      decide('/device/lookup', flow, { user_code: flow.codes.verification_uri_complete }),
    ),
    'look-up': forAll(async (flow) => {
      flow.ticket = (await decide('/device/lookup', flow)).ticket
    }),
    decision: forAll((flow) => decide('/device/decision', flow, { ticket: flow.ticket, decision: 'approve' })),
    redemption: forAll(async (flow) => {
      flow.tokens = await poll(flow, 200)
    }),
    replay: forAll((flow) => poll(flow, 200)),
    refresh: forAll(({ tokens }) =>
      device('/token', { grant_type: 'refresh_token', refresh_token: tokens.refresh_token }),
    ),
  }
}

async function cost(run) {
  await redis.config('RESETSTAT')
  lines.reset()
  const count = await run()
  const { trips, waits } = lines.counted()
  const commands = commandsIn(await redis.info('commandstats'))
  const traffic = await redis.info('stats')
  const bytes = (name) => Number(new RegExp(`${name}:(\\d+)`).exec(traffic)[1])
  return {
    trips: trips / count,
    waits: waits / count,
    commands: Object.fromEntries(Object.entries(commands).map(([name, calls]) => [name, calls / count])),
    bytesIn: bytes('total_net_input_bytes') / count,
    bytesOut: bytes('total_net_output_bytes') / count,
  }
}

function commandsIn(stats) {
  const calls = [...stats.matchAll(/^cmdstat_(\S+?):calls=(\d+)/gm)].map(([, name, count]) => [name, Number(count)])
  return Object.fromEntries(calls.filter(([name]) => name !== 'info' && !name.startsWith('config')))
}

/** Returns what a pending authorization takes: its keys (MEMORY USAGE), and the growth of all memory, tables included. */
async function memoryOf(count) {
  await redis.flushall()
  const before = await usedMemory()
  await fill(grant, count)
  const growth = ((await usedMemory()) - before) / count
  const keys = await redis.keys('*')
  const sample = keys.filter((_, nth) => nth % Math.ceil(keys.length / 1_000) === 0)
  const sizes = await Promise.all(sample.map((key) => redis.call('MEMORY', 'USAGE', key, 'SAMPLES', '0')))
  const perKey = sizes.reduce((sum, size) => sum + size, 0) / sizes.length
  return { records: count, keys: keys.length / count, keyBytes: (perKey * keys.length) / count, growthBytes: growth }
}

async function usedMemory() {
  return Number(/used_memory:(\d+)/.exec(await redis.info('memory'))[1])
}

function watchedLines() {
  let trips = 0
  let waits = 0
  let depth = 0
  const reset = () => {
    trips = 0
    waits = 0
  }
  return {
    reset,
    counted: () => ({ trips, waits }),
    watch: (connection) => ({
      ...connection,
      async send(...args) {
        trips += 1
        // A trip has waited for those that had ended when it began.
        const mine = depth + 1
        try {
          return await connection.send(...args)
        } finally {
          if (mine > depth) {
            depth = mine
            waits += 1
          }
        }
      },
    }),
  }
}
