// One process of a host that keeps everything in Redis: started, tormented and killed by the fault suite. It listens on a
// free port, says `listening <port>` on standard output, and `minted <grant>` before the tokens of a grant leave its issuer.

import { writeSync } from 'node:fs'
import { createServer } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { expressMiddleware } from '@devicegrant/adapter-express'
import { koaMiddleware } from '@devicegrant/adapter-koa'
import { createDeviceGrant } from '@devicegrant/core'
import { createJwtIssuer } from '@devicegrant/core/jwt'
import {
  fromIoredis,
  fromNodeRedis,
  fromNodeRedisCluster,
  ioredisAdvice,
  nodeRedisAdvice,
  openRedisStores,
} from '@devicegrant/store-redis'
import { createFakeHost } from '@devicegrant/testing'
import express from 'express'
import { Cluster, Redis } from 'ioredis'
import Koa from 'koa'
import { createClient, createCluster } from 'redis'

/** The settings that the suite sends to a process; see `ServerOptions` in server-process.ts. */
const options = { client: 'ioredis', ...JSON.parse(process.env.FAULTS_SERVER) }
const say = (line) => writeSync(1, `${line}\n`)

if (options.clockSkew !== undefined) {
  const { now } = Date
  Date.now = () => now() + options.clockSkew
}
// Only the client reports what keeps it away from Redis, such as a certificate, and again at every attempt.
let complaint = ''
const complain = ({ message }) => {
  if (message !== complaint) console.error('redis', message)
  complaint = message
}
let unhandled = 0
let requests = 0
process.on('unhandledRejection', (fault) => {
  unhandled += 1
  console.error('unhandled', fault)
})

const { connection, disconnect } = connect(options)
const stores = await openRedisStores({
  connection,
  prefix: options.prefix,
  accept: options.accept,
  durability: options.durability,
  onWarning: (warning) => console.error(warning),
})
const host = createFakeHost()
// The driver approves codes in the name of a crowd: subjects with a number behind them, who are all like alice.
const accounts = {
  ...host.options.accounts,
  async findAccount(subject) {
    const account = await host.options.accounts.findAccount(subject.replace(/~\d+$/, ''))
    return account && { ...account, subject }
  },
}
const issuer = createJwtIssuer({
  issuer: host.options.issuer,
  keys: [options.signingKey],
  lifetime: 600_000,
  clock: stores.clock,
})
const tokens = {
  ...issuer,
  async issue(grant) {
    if (options.mintDelay > 0) await pause(Math.random() * options.mintDelay)
    say(`minted ${grant.grantId} ${grant.occasion}`)
    return issuer.issue(grant)
  },
}
const grant = createDeviceGrant({
  ...host.options,
  accounts,
  stores,
  tokens,
  limits: false,
  onWarning() {},
  // A sign-in never ends an older grant: these tests compare all records.
  policy: { grantsPerAccount: 1_000, grantsPerClient: 1_000, ...options.policy },
  events: (event) => say(`event ${event.type} ${event.grantId ?? '-'}`),
  onFault: (fault, during) => console.error('fault', during, fault?.message, fault?.cause?.message),
})

const server = createServer(serveIn(options.adapter, grant))
server.listen(0, '127.0.0.1', () => say(`listening ${server.address().port}`))
process.on('SIGTERM', () => {
  server.close(() => disconnect())
  setTimeout(() => server.closeAllConnections(), 1_500).unref()
})

function serveIn(adapter, deviceGrant) {
  const app = adapter === 'koa' ? new Koa() : express()
  if (adapter === 'koa') app.use(koaMiddleware(deviceGrant))
  else app.use(expressMiddleware(deviceGrant))
  const serve = adapter === 'koa' ? app.callback() : app
  return (request, response) => {
    if (request.url.startsWith('/-/')) return answerSuite(request, response)
    requests += 1
    return serve(request, response)
  }
}

// node-redis has a timer for each command, which a finalizer ends. Finalizers run after a collection, so what they free is found by the
// next one.
const collections = 3

/** What the suite asks beside the protocol: how the process is, and to stand still. */
async function answerSuite(request, response) {
  const block = /^\/-\/block\/(\d+)$/.exec(request.url)?.[1]
  if (block !== undefined) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Number(block))
  for (let round = 0; round < collections; round++) {
    globalThis.gc?.()
    await new Promise((resolve) => setImmediate(resolve))
  }
  const { heapUsed, external } = process.memoryUsage()
  const health = {
    unhandled,
    requests,
    // Not `rss`: compiled code and the pools of V8 keep tens of megabytes more after a long run, of which nothing is in use.
    memory: heapUsed + external,
    now: stores.clock.now(),
  }
  response.setHeader('Content-Type', 'application/json')
  response.end(JSON.stringify(health))
}

function connect({ client, urls, tls, isCluster }) {
  if (client === 'node-redis') return connectNodeRedis(urls, isCluster, tls)
  const advice = { ...(client === 'ioredis' && ioredisAdvice), ...(tls && { tls }) }
  const redis = isCluster
    ? new Cluster(urls, { redisOptions: advice, clusterRetryStrategy: (times) => Math.min(times * 50, 1_000) })
    : new Redis(urls[0], advice)
  redis.on('error', complain)
  return { connection: fromIoredis(redis), disconnect: () => redis.disconnect() }
}

function connectNodeRedis(urls, isCluster, tls) {
  if (isCluster) {
    const cluster = createCluster({ rootNodes: urls.map((url) => ({ url })), defaults: { socket: nodeRedisAdvice } })
    cluster.on('error', complain)
    cluster.connect().catch(() => {})
    return { connection: fromNodeRedisCluster(cluster), disconnect: () => cluster.destroy() }
  }
  const redis = createClient({ url: urls[0], socket: { ...nodeRedisAdvice, ...(tls && { tls: true, ...tls }) } })
  redis.on('error', complain)
  redis.connect().catch(() => {})
  return { connection: fromNodeRedis(redis), disconnect: () => redis.destroy() }
}
