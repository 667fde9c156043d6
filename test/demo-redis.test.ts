// @module-tag thorough
import { once } from 'node:events'
import { request } from 'node:http'
import { generateSigningKey } from '@devicegrant/core/jwt'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { findFreePort } from '../packages/store-redis/test-support/free-port.js'
import { type RedisCluster, startCluster } from '../packages/store-redis/test-support/redis-cluster.js'
import { type RedisServer, startRedis } from '../packages/store-redis/test-support/redis-server.js'
import { until } from '../packages/store-redis/test-support/until.js'
import { describeWithRedis } from '../packages/store-redis/test-support/with-redis.js'
import { approveByApp, link, meWith, post, redeem, refresh, startCode } from './support/demo-flow.js'
import { type RunningDemo, runDemo, startDemo } from './support/demo-process.js'

const secret = 'a secret that everybody may know, since it is for tests'
const issuer = 'http://127.0.0.1:3000'
// A process whose own clock is an hour ahead.
const anHourAhead = {
  NODE_OPTIONS: '--import=data:text/javascript,const{now}=Date;Date.now=()=>now()+3600000',
}

/**
 * Begins a request, so that the server has it for sure. What is returned sends the form, and resolves to the status.
 */
async function beginRequest(url: string) {
  const headers = { 'content-type': 'application/x-www-form-urlencoded', expect: '100-continue' }
  const outgoing = request(url, { method: 'POST', headers })
  outgoing.flushHeaders()
  await once(outgoing, 'continue')
  const status = new Promise<number | undefined>((resolve, reject) => {
    outgoing.on('error', reject).on('response', (incoming) => resolve(incoming.resume().statusCode))
  })
  return {
    finish(form: Readonly<Record<string, string>>): Promise<number | undefined> {
      outgoing.end(String(new URLSearchParams(form)))
      return status
    },
  }
}

describeWithRedis('the demo on Redis', () => {
  let server: RedisServer
  let cluster: RedisCluster
  let prefixes = 0
  const running: RunningDemo[] = []
  const tormented: RedisServer[] = []

  beforeAll(async () => {
    ;[server, cluster] = await Promise.all([startRedis(), startCluster()])
  })
  afterAll(() => Promise.all([server.stop(), cluster.stop()]))
  afterEach(async () => {
    await Promise.all(running.splice(0).map((demo) => demo.stop('SIGKILL')))
    await Promise.all(tormented.splice(0).map((redis) => redis.stop()))
  })

  /** Settings of demos that share a new, empty place in Redis. */
  const shared = (urls: string) => ({
    REDIS_URL: urls,
    REDIS_PREFIX: `demo test ${prefixes++}:`,
    DEVICEGRANT_SECRET: secret,
    ISSUER: issuer,
  })

  async function start(environment: Record<string, string>): Promise<RunningDemo> {
    const demo = await startDemo(environment)
    running.push(demo)
    return demo
  }

  /** A server of Redis that a test may do anything to. */
  async function startTormented(...args: readonly string[]): Promise<RedisServer> {
    const redis = await startRedis({ args })
    tormented.push(redis)
    return redis
  }

  const keysOf = async ({ address }: RunningDemo) => (await fetch(`${address}/jwks`)).text()

  const places = [
    ['one server', () => server.url, 'koa'],
    ['a cluster', () => cluster.urls.join(','), 'node'],
  ] as const
  it.each(places)('is one demo in as many processes as there are: on %s', async (_, urls, framework) => {
    const environment = shared(urls())
    const [one, other] = await Promise.all([
      start(environment),
      start({ ...environment, FRAMEWORK: framework, ...anHourAhead }),
    ])
    expect(await keysOf(one)).toBe(await keysOf(other))
    const { userCode, form } = await startCode(one.address, { scope: 'read offline_access' })
    await approveByApp(other.address, userCode)
    const first = await redeem(one.address, form)
    const me = await meWith(other.address, first.access)
    expect(await me.json()).toMatchObject({ username: 'alice', client_id: 'demo-cli' })
    const { status, body } = await refresh(other.address, first.refresh)
    expect(status).toBe(200)
    expect((await meWith(one.address, String(body['access_token']))).status).toBe(200)
    const revoked = { client_id: 'demo-cli', token: String(body['refresh_token']) }
    expect((await post(`${other.address}/revoke`, revoked)).status).toBe(200)
    expect((await meWith(one.address, first.access)).status).toBe(401)
  })

  it('goes on where a process that was killed has left off', async () => {
    const environment = shared(server.url)
    const first = await start(environment)
    const { userCode, form } = await startCode(first.address, { scope: 'read offline_access' })
    await approveByApp(first.address, userCode)
    await first.stop('SIGKILL')
    const second = await start(environment)
    const tokens = await redeem(second.address, form)
    await second.stop('SIGKILL')
    const third = await start(environment)
    expect((await meWith(third.address, tokens.access)).status).toBe(200)
    expect((await refresh(third.address, tokens.refresh)).status).toBe(200)
  })

  it('is a stranger to a demo with another prefix', async () => {
    const one = await start(shared(server.url))
    const other = await start(shared(server.url))
    const { form } = await startCode(one.address)
    expect(await post(`${other.address}/token`, form)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
    expect(await keysOf(other)).not.toBe(await keysOf(one))
  })

  it('keeps its signing key so that only the secret opens it, and says so where the secret is another', async () => {
    const environment = shared(server.url)
    await start(environment)
    const name = `${environment.REDIS_PREFIX}demo:signing-key`
    expect(await server.command('GET', name)).toMatch(/^[\w-]{200,}$/)
    const { code, output, errors } = await runDemo({ ...environment, DEVICEGRANT_SECRET: secret.toUpperCase() })
    expect({ code, output }).toEqual({ code: 1, output: '' })
    expect(errors).toContain('was sealed with another DEVICEGRANT_SECRET. Start with that secret, set REDIS_PREFIX')
    expect(errors).toContain(name)
    expect(errors.toLowerCase()).not.toContain(secret)
  })

  it('says where records are kept, and never the password of Redis', async () => {
    const redis = await startTormented()
    await redis.command('CONFIG', 'SET', 'requirepass', 'hidden word')
    const url = redis.url.replace('redis://', 'redis://:hidden%20word@')
    const demo = await startDemo(shared(url))
    const { output, errors } = await demo.stop('SIGTERM')
    expect(output).toContain(`kept in Redis at 127.0.0.1:${redis.port}`)
    expect(output + errors).not.toContain('hidden')
  })

  it('says what the cluster is where several nodes are named', async () => {
    const demo = await startDemo(shared(cluster.urls.join(',')))
    const names = cluster.nodes.map(({ host, port }) => `${host}:${port}`).join(', ')
    expect((await demo.stop('SIGTERM')).output).toContain(`kept in the Redis Cluster at ${names}`)
  })

  it('starts before Redis does if its signing key is given, and serves when Redis is there', async () => {
    const redis = await startTormented()
    await redis.kill()
    const signingKey = JSON.stringify(await generateSigningKey())
    const { ISSUER: _, ...environment } = shared(redis.url)
    const demo = await startDemo({ ...environment, DEVICEGRANT_SIGNING_KEY: signingKey })
    const { address } = demo
    running.push(demo)
    const ask = () => post(`${address}/device_authorization`, { client_id: 'demo-cli' })
    expect(await ask()).toMatchObject({ status: 503, body: { error: 'temporarily_unavailable' } })
    await redis.start()
    await until('does the demo serve?', async () => (await ask()).status === 200)
    const { access } = await link(address)
    await redis.kill()
    const me = await meWith(address, access)
    expect({ status: me.status, retryAfter: me.headers.get('retry-after') }).toEqual({ status: 503, retryAfter: '1' })
    const { code, errors } = await demo.stop('SIGTERM')
    expect(code).toBe(0)
    expect(errors.match(/cannot be used yet/g)).toHaveLength(1)
    expect(errors).toContain(`connecting to Redis: connect ECONNREFUSED 127.0.0.1:${redis.port}`)
    // An outage is a line, and no trace of calls.
    expect(errors).not.toMatch(/^ +at /m)
  })

  it('does not start without Redis if its signing key would have to come from there, and says what to do', async () => {
    const { code, output, errors } = await runDemo(shared(`redis://:hidden@127.0.0.1:${await findFreePort()}`))
    expect({ code, output }).toEqual({ code: 1, output: '' })
    expect(errors).toContain('start Redis, or give every process the same DEVICEGRANT_SIGNING_KEY')
    expect(errors).not.toContain('hidden')
  })

  it('does not start on a Redis that throws things away', async () => {
    const { url } = await startTormented('--maxmemory', '100mb', '--maxmemory-policy', 'allkeys-lru')
    const { code, output, errors } = await runDemo(shared(url))
    expect({ code, output }).toEqual({ code: 1, output: '' })
    expect(errors).toContain('The demo cannot start: Redis is not configured safely for devicegrant')
    expect(errors).toContain('Set maxmemory-policy noeviction')
  })

  it('says what is missing where one node is named of a cluster that has more', async () => {
    const { code, errors } = await runDemo(shared(cluster.urls[0] ?? ''))
    expect(code).toBe(1)
    expect(errors).toContain('this is one node of a cluster: name several of its nodes in REDIS_URL')
  })

  it('ends when its port is taken', async () => {
    const { address } = await start(shared(server.url))
    const { code, errors } = await runDemo({ ...shared(server.url), PORT: new URL(address).port })
    expect({ code, errors }).toMatchObject({ code: 1, errors: expect.stringContaining('Set PORT to another port') })
  })

  it.each(['one server', 'a cluster'])('ends on a signal though Redis is frozen: %s', async (place) => {
    const frozen = place === 'a cluster' ? cluster.nodes : [await startTormented()]
    const demo = await start(shared(frozen.map(({ url }) => url).join(',')))
    await Promise.all(frozen.map((redis) => redis.freeze()))
    try {
      const { finish } = await beginRequest(`${demo.address}/device_authorization`)
      const ended = demo.stop('SIGTERM')
      expect(await finish({ client_id: 'demo-cli' })).toBe(503)
      expect((await ended).code).toBe(0)
    } finally {
      for (const redis of frozen) redis.thaw()
    }
  })
})
