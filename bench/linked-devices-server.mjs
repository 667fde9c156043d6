// The server process of linked-devices.mjs: a device grant of a fake host, with very many grants of one account. Arguments:
// `memory` or the URL of a Redis, and the number of grants. Sends its port to the parent process when it is ready.
import { createServer } from 'node:http'
import { createDeviceGrant, nodeListener } from '../packages/core/dist/index.js'
import { createFakeHost, createManualClock, sampleCodes, sampleFamily } from '../packages/testing/dist/index.js'

const [place = 'memory', count = '20000'] = process.argv.slice(2)
const atOnce = 64

const stores = await (place === 'memory' ? inMemory() : inRedis(place))
const host = createFakeHost({ clock: createManualClock(Date.now()) })
// In a store, a subject is the issuer and the name of the account.
const subject = `${host.options.issuer} fake-subject-of-alice`
const quiet = { onFault: () => {}, events: () => {} }
const grant = createDeviceGrant({ ...host.options, ...quiet, stores })
await addGrants(Number(count))
const listener = nodeListener(grant)
const server = createServer((request, response) => listener(request, response, () => response.writeHead(404).end()))
server.listen(0, '127.0.0.1', () => process.send?.({ port: server.address().port }))
process.on('disconnect', () => process.exit())

async function inMemory() {
  const { createMemoryStores } = await import('../packages/store-memory/dist/index.js')
  return createMemoryStores()
}

async function inRedis(url) {
  const { fromIoredis, ioredisAdvice, openRedisStores } = await import('../packages/store-redis/dist/index.js')
  const { Redis } = await import('../packages/store-redis/node_modules/ioredis/built/index.js')
  return openRedisStores({ connection: fromIoredis(new Redis(url, ioredisAdvice)), onWarning: () => {} })
}

// Without real caps, so that `create` names no family.
async function addGrants(total) {
  const caps = { perAccount: 1, perClient: 1, namedAtOnce: 1 }
  const now = stores.clock.now()
  for (let first = 0; first < total; first += atOnce) {
    const part = Array.from({ length: Math.min(atOnce, total - first) }, (_, nth) => first + nth)
    await Promise.all(
      part.map((nth) => {
        const facts = { ...named(nth), subject, clientId: 'fake-cli', lastUsedAt: now - nth }
        return stores.families.create(sampleFamily(now - 60_000, facts), caps)
      }),
    )
  }
}

function named(nth) {
  return { grantId: sampleCodes(nth).grantId }
}
