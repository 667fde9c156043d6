// The fetch door in the runtime's own server: Deno.serve, Bun.serve, or @hono/node-server on Node. With REDIS_URL the first
// argument says by which client its stores are reached.

import { createArgon2Hasher } from '@devicegrant/core/argon2'
import { generateSigningKey } from '@devicegrant/core/jwt'
import { createRuntimeGrant } from './grant.mjs'
import { createFetch } from './to-fetch.mjs'

const { REDIS_URL: url } = process.env
const stores = url === undefined ? undefined : await openStores(url, process.argv[2])
const parts = { hasher: createArgon2Hasher(), keys: [await generateSigningKey()], stores }
const serve = createFetch(createRuntimeGrant(parts))
const hostname = '127.0.0.1'

if (globalThis.Deno !== undefined) {
  const onListen = ({ port }) => ready(port)
  const remoteOf = ({ remoteAddr }) => remoteAddr.hostname
  globalThis.Deno.serve({ port: 0, hostname, onListen }, (request, info) => serve(request, remoteOf(info)))
} else if (globalThis.Bun !== undefined) {
  const fetch = (request, server) => serve(request, server.requestIP(request)?.address)
  ready(globalThis.Bun.serve({ port: 0, hostname, fetch }).port)
} else {
  const { serve: serveNode } = await import('@hono/node-server')
  const fetch = (request, { incoming }) => serve(request, incoming.socket.remoteAddress)
  serveNode({ port: 0, hostname, fetch }, ({ port }) => ready(port))
}

async function openStores(url, client) {
  const { fromIoredis, fromNodeRedis, ioredisAdvice, openRedisStores } = await import('@devicegrant/store-redis')
  const connect = {
    ioredis: async () => fromIoredis(new (await import('ioredis')).Redis(url, ioredisAdvice)),
    'node-redis': async () => fromNodeRedis(await (await import('redis')).createClient({ url }).connect()),
  }
  const prefix = `${crypto.randomUUID()}:`
  return openRedisStores({ connection: await connect[client](), prefix, accept: ['persistence'] })
}

function ready(port) {
  console.log(`listening on http://${hostname}:${port}`)
}
