// Simulates many devices on the real service, with the stores in memory and a clock that jumps from event to event. It counts what
// each key of a Redis would get: `node --max-old-space-size=12288 simulate.mjs <devices>`. Prints JSON.
import { createMemoryStores } from '../../packages/store-memory/dist/index.js'
import { keysBelow } from '../../packages/store-redis/dist/records/keys.js'
import { clientId, deviceCodeGrant, issuer, second } from '../names.mjs'
import { createGrantWith, post } from '../servers/ours.mjs'
import { excess, slotOf, slots } from './slots.mjs'

const minute = 60 * second
// The codes of the devices are asked for in this time, so that very many are live at once.
const arrivals = 10 * minute
const interval = 5 * second
const policy = { lifetime: 10 * minute, interval }
const tick = 100
const shardCounts = [3, 16, 64]
// In a hundred devices: the person never decides, denies, and the response with the tokens is lost.
const forgotten = 5
const denied = 3
const lost = 2

const devices = Number(process.argv[2])
const random = seeded(20_260_101)
let now = 1_767_225_600_000
const started = now
const clock = { now: () => now }
const keys = keysBelow('devicegrant:')
const load = countedLoad()
const memory = createMemoryStores({ clock })
const grant = await createGrantWith({ stores: counted(memory), policy, tokens: 'opaque' })
const agenda = new Map()
const words = new Map()
let mostLive = 0
let live = 0

for (let nth = 0; nth < devices; nth++) at(random() * arrivals, () => begin(nth))
for (let due = 0; agenda.size > 0; due++) {
  now = started + due * tick
  const events = agenda.get(due) ?? []
  agenda.delete(due)
  for (const run of events) await run()
  if (due % 600 === 0) process.stderr.write(`simulated ${(due * tick) / minute} min, ${live} live codes\n`)
}
console.log(JSON.stringify(report()))

/** Plans something for a moment of the simulation, in milliseconds after its start. */
function at(moment, run) {
  const due = Math.ceil(moment / tick)
  const events = agenda.get(due)
  if (events === undefined) agenda.set(due, [run])
  else events.push(run)
}

function after(delay, run) {
  at(now - started + Math.max(delay, tick), run)
}

async function begin(nth) {
  const { body } = await send('issue', '/device_authorization', { scope: 'read offline_access' }, 200)
  const device = { nth, ...body, losesAnswer: random() * 100 < lost }
  live += 1
  mostLive = Math.max(mostLive, live)
  after(interval + jitter(), () => poll(device))
  const fate = random() * 100
  if (fate >= forgotten) after(timeToDecide(), () => decide(device, fate < forgotten + denied ? 'deny' : 'approve'))
}

async function poll(device) {
  const { status, body } = await send('poll', '/token', {
    grant_type: deviceCodeGrant,
    device_code: device.device_code,
  })
  const word = status === 200 ? 'tokens' : body.error
  words.set(word, (words.get(word) ?? 0) + 1)
  if (word === 'authorization_pending') return after(interval + jitter(), () => poll(device))
  if (word === 'tokens' && device.losesAnswer) {
    device.losesAnswer = false
    return after(second + jitter(), () => poll(device))
  }
  live -= 1
}

async function decide({ nth, user_code: userCode }, decision) {
  const headers = { cookie: `person=${nth}`, origin: issuer }
  const { body } = await send('look-up', '/device/lookup', { user_code: userCode }, 200, headers)
  const chosen = { user_code: userCode, ticket: body.ticket, decision }
  await send('decision', '/device/decision', chosen, 200, headers)
}

async function send(operation, path, fields, expected, headers) {
  load.operations[operation] = (load.operations[operation] ?? 0) + 1
  const { status, body } = await post(grant, path, { client_id: clientId, ...fields }, headers)
  if (expected !== undefined && status !== expected) throw new Error(`${path} responded ${status} ${body}`)
  return { status, body: JSON.parse(body) }
}

// A device keeps its interval, and its requests are delayed by the network.
function jitter() {
  return random() * 0.5 * second
}

// Half of the people need less than 40 seconds, and one in twenty more than three minutes.
function timeToDecide() {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  return Math.min(40 * second * Math.exp(0.9 * normal), 9 * minute)
}

/** Returns the stores with a count for each call, under the key that the call would have in Redis. */
function counted({ authorizations, families, ...others }) {
  const on = (store, name, keyOf) => ({
    [name]: (...args) => {
      for (const key of keyOf(...args)) load.add(key)
      return store[name](...args)
    },
  })
  return {
    ...others,
    authorizations: {
      ...authorizations,
      ...on(authorizations, 'create', ({ userCode }) => [keys.authorization(userCode)]),
      ...on(authorizations, 'recordPoll', (userCode) => [keys.authorization(userCode)]),
      ...on(authorizations, 'find', (userCode) => [keys.authorization(userCode)]),
      ...on(authorizations, 'replace', (_, { userCode }) => [keys.authorization(userCode)]),
    },
    families: {
      ...families,
      ...on(families, 'create', ({ grantId, subject }) => [keys.family(grantId), keys.familiesOf(subject)]),
      ...on(families, 'find', (grantId) => [keys.family(grantId)]),
      ...on(families, 'replace', (_, { grantId }) => [keys.family(grantId)]),
      ...on(families, 'findRevokedBefore', (holder) => [keys.revocation(holder)]),
      ...on(families, 'findRevocation', (holder) => [keys.revocation(holder)]),
    },
  }
}

function countedLoad() {
  const perSlot = new Float64Array(slots)
  const perKey = new Map()
  return {
    operations: {},
    perSlot,
    perKey,
    add(key) {
      perSlot[slotOf(key)] += 1
      perKey.set(key, (perKey.get(key) ?? 0) + 1)
    },
  }
}

function report() {
  const total = load.perSlot.reduce((sum, count) => sum + count, 0)
  const hottestKey = [...load.perKey.values()].reduce((most, count) => Math.max(most, count), 0)
  return {
    devices,
    mostLive,
    operations: load.operations,
    words: Object.fromEntries(words),
    storeCalls: total,
    hottestKey,
    shards: shardCounts.map((shards) => ({ shards, excess: excess(load.perSlot, shards) })),
  }
}

/** Returns the same random numbers from 0 to 1 in every run (mulberry32). */
function seeded(seed) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
