// devicegrant under test. This is the only file of the benchmark that knows our options.
import { randomFillSync } from 'node:crypto'
import { createRequire } from 'node:module'
import { availableParallelism } from 'node:os'
import { createArgon2Hasher } from '../../packages/core/dist/argon2.js'
import { createDeviceGrant, fetchHandler, nodeListener } from '../../packages/core/dist/index.js'
import { createJwtIssuer, createProofVerifier, generateSigningKey } from '../../packages/core/dist/jwt.js'
import { createMemoryStores } from '../../packages/store-memory/dist/index.js'
import { clientId, day, issuer, person, second } from '../names.mjs'

/**
 * @typedef {object} Settings
 * @property {'express' | 'koa' | 'node' | 'fetch'} [mount]
 * @property {string} [redis] The URL of a Redis. Without it, the stores are in memory.
 * @property {boolean} [pipelining] Whether ioredis collects the commands of a tick.
 * @property {'jwt' | 'opaque'} [tokens]
 * @property {boolean} [login] Whether the password login is served.
 * @property {number} [permits] How many hashes run at a time.
 * @property {boolean} [metrics] Whether requests are measured with OpenTelemetry, in the SDK and without an exporter.
 * @property {boolean} [dpop] Whether DPoP proofs are checked.
 * @property {number} [codes] How many pending codes there are at the start.
 */

// The clock of the memory stores is faster than real time, so that few codes are enough for polls that keep their interval.
const haste = 50
// A busy machine must be slow, and not fail.
const patience = 10 * second
const limits = { queue: 48, longestWait: haste * patience }
// The load comes from one address, and counts like any other, but no limit may refuse it.
const wide = { burst: 1e9, every: 1 }
const patient = { free: 1e9, first: 1, ceiling: 1, remember: 1 }
const roomyLimits = {
  starts: { perAddress: wide, perClient: wide, all: wide },
  deviceCodes: { perAddress: wide },
  clientSecrets: { perAddress: wide },
  passwords: { perAddress: wide, strangers: patient, strangersInARow: patient, known: patient },
  userCodes: { perSession: wide, perAccount: wide, perAccountAndDay: wide, perAddress: wide, all: wide },
  tokens: { perClient: wide },
  accept: ['user-code entropy'],
}
const usualPermits = Math.min(availableParallelism(), 3)
const quickPolls = { lifetime: 1 * day, interval: 1 * second, intervalCeiling: 1 * second }
const client = {
  clientId,
  name: 'Bench',
  authMethods: ['none'],
  grantTypes: ['device_code', 'refresh_token'],
  scopes: ['read', 'offline_access'],
  defaultScopes: ['read'],
}

/** @param {Settings} settings */
export async function open(settings) {
  const { grant } = await createGrant(settings)
  const listener = await listeners[settings.mount](grant)
  const { codes = 0 } = settings
  return codes === 0 ? { listener } : { listener, ready: { deviceCodes: await fill(grant, codes) } }
}

// Each imports only what it needs, so that the other users of this file load no framework.
const listeners = {
  async express(grant) {
    const { default: express } = await import('express')
    const { expressMiddleware } = await import('../../packages/adapter-express/dist/index.js')
    return express().use(expressMiddleware(grant))
  },
  async koa(grant) {
    const { default: Koa } = await import('koa')
    const { koaMiddleware } = await import('../../packages/adapter-koa/dist/index.js')
    return new Koa().use(koaMiddleware(grant)).callback()
  },
  node(grant) {
    const devicegrant = nodeListener(grant)
    return (request, response) => devicegrant(request, response, () => response.writeHead(404).end())
  },
  async fetch(grant) {
    const { getRequestListener } = await import('@hono/node-server')
    const serve = fetchHandler(grant)
    return getRequestListener(async (request) => (await serve(request)) ?? new Response(undefined, { status: 404 }))
  },
}

/**
 * Makes a device grant. `clock` replaces the clock; `watch` receives the Redis connection and returns the one to use.
 *
 * @param {Settings & { clock?: { now(): number }, watch?: (connection: object) => object }} settings
 */
export async function createGrant({ redis, pipelining = false, clock, watch, ...settings }) {
  const { stores, keep, close } =
    redis === undefined ? inMemory(clock ?? hastyClock()) : await inRedis({ url: redis, pipelining, watch })
  return { grant: await createGrantWith({ ...settings, stores, keep }), close }
}

/**
 * Makes a device grant with these stores. `keep` stores opaque tokens.
 *
 * @param {Pick<Settings, 'tokens' | 'login' | 'permits' | 'metrics' | 'dpop'> & { stores: object, keep?: Function, policy?: object }} settings
 */
export async function createGrantWith({ stores, keep = () => {}, policy = quickPolls, ...settings }) {
  const { tokens = 'jwt', login = false, permits = usualPermits, metrics = false, dpop = false } = settings
  const hasher = login ? createArgon2Hasher() : undefined
  const passwordHash = await hasher?.hash(person.password)
  const account = (subject) => ({ subject, username: person.username, ...(login && { passwordHash }) })
  return createDeviceGrant({
    issuer,
    secret: 'a secret that everybody may know, since it is for tests',
    stores,
    tokens: tokens === 'jwt' ? createJwtIssuer({ keys: [await generateSigningKey()] }) : opaqueTokens(keep),
    clients: [client],
    accounts: {
      findAccount: async (subject) => account(subject),
      findByUsername: async (username) => (username === person.username ? account('user-1') : undefined),
    },
    hostSessions: {
      find: async ({ headers }) => sessionOf(headers.cookie, stores.clock.now()),
      signInUrl: () => '/sign-in',
    },
    ...(hasher && {
      passwordLogin: { hasher, scopes: ['read'], defaultScopes: ['read'], limits: { ...limits, permits } },
    }),
    timeout: patience,
    policy,
    limits: roomyLimits,
    events: () => {},
    onWarning: () => {},
    ...(dpop && { dpop: { verifier: createProofVerifier() } }),
    ...(metrics && { telemetry: await createTelemetry() }),
  })
}

async function createTelemetry() {
  const { AggregationTemporality, InMemoryMetricExporter, MeterProvider, PeriodicExportingMetricReader } = await import(
    '@opentelemetry/sdk-metrics'
  )
  const { createOpenTelemetry } = await import('../../packages/core/dist/opentelemetry.js')
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
  // Nothing reads them: only what each request costs is measured.
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 1 * day })
  return createOpenTelemetry({ meterProvider: new MeterProvider({ readers: [reader] }) })
}

/** Starts device authorizations without HTTP. Resolves to the device codes of at most 20 000 of them, evenly spread. */
export async function fill(grant, count) {
  const every = Math.ceil(count / 20_000)
  const kept = []
  for (let nth = 0; nth < count; nth++) {
    const { status, body } = await post(grant, '/device_authorization', { client_id: clientId })
    if (status !== 200) throw new Error(`the grant refused to make codes: ${status} ${body}`)
    if (nth % every === 0) kept.push(JSON.parse(body).device_code)
  }
  return kept
}

/** Sends a request to the handler without HTTP. Its body is what the body parser of a host has read. */
export function post(grant, path, fields, headers = {}) {
  const type = path.startsWith('/device/') ? 'application/json' : 'application/x-www-form-urlencoded'
  return grant.handler({
    method: 'POST',
    path,
    query: '',
    headers: { 'content-type': type, 'content-length': '200', ...headers },
    body: { kind: 'parsed', value: fields },
    remote: '127.0.0.1',
  })
}

function hastyClock() {
  const start = Date.now()
  return { now: () => start + (Date.now() - start) * haste }
}

function inMemory(clock) {
  const kept = new Map()
  const keep = (token, facts) => void kept.set(token, facts)
  return { stores: createMemoryStores({ clock }), keep, close: () => {} }
}

async function inRedis({ url, pipelining, watch = (connection) => connection }) {
  const { fromIoredis, ioredisAdvice, openRedisStores } = await import('../../packages/store-redis/dist/index.js')
  const { Redis } = createRequire(new URL('../../packages/store-redis/package.json', import.meta.url))('ioredis')
  const redis = new Redis(url, { ...ioredisAdvice, ...(pipelining && { enableAutoPipelining: true }) })
  const stores = await openRedisStores({
    connection: watch(fromIoredis(redis)),
    timeout: patience,
    onWarning() {},
  })
  const keep = (token, facts) => redis.set(`token:${token}`, JSON.stringify(facts), 'EX', 3_600)
  return { stores, keep, close: () => redis.disconnect() }
}

/** An issuer of random tokens, which it keeps beside the stores: the counterpart of opaque tokens of a peer. */
function opaqueTokens(keep) {
  const draw = randomTexts()
  return {
    async issue({ subject, scope, grantId }) {
      const accessToken = draw()
      await keep(accessToken, { subject, scope, clientId, grantId, expiresAt: Date.now() + 3_600 * second })
      return { accessToken, tokenType: 'Bearer', lifetime: 3_600 * second }
    },
  }
}

/** Returns the session of a cookie such as `person=12`: each number is another account. */
function sessionOf(cookie = '', authenticatedAt) {
  const [, name] = /\bperson=(\d+)/.exec(cookie) ?? []
  return name === undefined ? undefined : { subject: `user-${name}`, sessionId: `session-${name}`, authenticatedAt }
}

/** Draws from a block of random bytes, as the peer does with nanoid: 32 bytes alone take as long as the whole block. */
function randomTexts() {
  const block = Buffer.alloc(4_096)
  let used = block.length
  return () => {
    if (used === block.length) {
      randomFillSync(block)
      used = 0
    }
    used += 32
    return block.toString('base64url', used - 32, used)
  }
}
