import { sampleAuthorization } from '@devicegrant/testing'
import { Redis } from 'ioredis'
import { createClient } from 'redis'
import { afterEach, expect, it } from 'vitest'
import { counting } from '../test-support/counting.js'
import { type RedisServer, startRedis } from '../test-support/redis-server.js'
import { describeWithRedis } from '../test-support/with-redis.js'
import { fromIoredis, fromNodeRedis, openRedisStores, PreflightError } from './index.js'

// Long enough for a busy machine.
const timeout = 10_000

describeWithRedis('opening stores in Redis', () => {
  const servers: RedisServer[] = []
  const redises: Redis[] = []

  async function serve(...args: readonly string[]): Promise<RedisServer> {
    const server = await startRedis({ args })
    servers.push(server)
    return server
  }
  function connect({ url }: Pick<RedisServer, 'url'>, enableReadyCheck = true) {
    const redis = new Redis(url, { retryStrategy: () => 20, enableReadyCheck })
    redis.on('error', () => {})
    redises.push(redis)
    return fromIoredis(redis)
  }
  afterEach(async () => {
    for (const redis of redises.splice(0)) redis.disconnect()
    await Promise.all(servers.splice(0).map((server) => server.stop()))
  })

  const well = ['--maxmemory', '100mb', '--appendonly', 'yes', '--appendfsync', 'always']

  it('warns of nothing on a safe server, with every client', async () => {
    const server = await serve(...well)
    const warnings: string[] = []
    const onWarning = (warning: string) => warnings.push(warning)
    const client = createClient({ url: server.url })
    await client.connect()
    await openRedisStores({ connection: connect(server), onWarning, timeout })
    await openRedisStores({ connection: fromNodeRedis(client), onWarning, timeout })
    await client.close()
    expect(warnings).toEqual([])
  })

  it('warns of a server without persistence, unless the host accepts it', async () => {
    const connection = connect(await serve())
    const warnings: string[] = []
    const onWarning = (warning: string) => warnings.push(warning)
    await openRedisStores({ connection, onWarning, timeout })
    expect(warnings).toEqual([
      expect.stringContaining('maxmemory is 0'),
      expect.stringContaining('writes nothing to disk'),
    ])
    await openRedisStores({ connection, onWarning, timeout, accept: ['memoryLimit', 'persistence'] })
    expect(warnings).toHaveLength(2)
  })

  it('refuses a server that evicts keys, unless the host accepts it', async () => {
    const connection = connect(await serve(...well, '--maxmemory-policy', 'allkeys-lru'))
    const refused = openRedisStores({ connection, timeout })
    await expect(refused).rejects.toThrow(PreflightError)
    await expect(refused).rejects.toThrow('Set maxmemory-policy noeviction')
    await openRedisStores({ connection, timeout, accept: ['eviction'] })
  })

  it('starts before Redis runs, and works when Redis runs', async () => {
    const server = await serve(...well)
    await server.kill()
    const warnings: string[] = []
    const onWarning = (warning: string) => warnings.push(warning)
    const { authorizations: store } = await openRedisStores({ connection: connect(server), onWarning, timeout: 100 })
    expect(warnings).toEqual([expect.stringContaining('cannot be used yet')])
    const authorization = sampleAuthorization(Date.now())
    await expect(store.create(authorization)).rejects.toThrow()
    await server.start()
    await expect.poll(() => store.create(authorization).catch(String), { timeout: 10_000 }).toBe('created')
  })

  it('rejects if Redis does not run and whenUnreachable is reject', async () => {
    const server = await serve()
    await server.kill()
    const opening = openRedisStores({ connection: connect(server), whenUnreachable: 'reject', timeout: 100 })
    await expect(opening).rejects.toThrow()
  })

  it('refuses later as at the start, and checks again', async () => {
    const server = await serve('--maxmemory-policy', 'allkeys-lru', ...well)
    await server.kill()
    const onWarning = () => {}
    const { authorizations: store } = await openRedisStores({ connection: connect(server), onWarning, timeout: 100 })
    await server.start()
    const authorization = sampleAuthorization(Date.now())
    await expect
      .poll(() => store.create(authorization).catch(String), { timeout: 10_000 })
      .toContain('is not configured safely')
    await server.command('CONFIG', 'SET', 'maxmemory-policy', 'noeviction')
    await expect.poll(() => store.create(authorization).catch(String), { timeout: 10_000 }).toBe('created')
  })

  it('checks a server again after it was away', async () => {
    const server = await serve(...well)
    const { authorizations: store } = await openRedisStores({
      connection: connect(server),
      onWarning: () => {},
      timeout: 100,
    })
    await server.kill()
    const authorization = sampleAuthorization(Date.now())
    const create = () => store.create(authorization).catch(String)
    await expect.poll(create, { timeout: 10_000 }).toContain('does not respond')
    await server.start([...well, '--maxmemory-policy', 'volatile-lru'])
    await expect.poll(create, { timeout: 10_000 }).toContain('volatile-lru')
  })

  it('reports each finding once, even if it checks several times', async () => {
    const server = await serve()
    const warnings: string[] = []
    const onWarning = (warning: string) => warnings.push(warning)
    const { authorizations: store } = await openRedisStores({ connection: connect(server), onWarning, timeout: 100 })
    await server.kill()
    const create = () => store.create(sampleAuthorization(Date.now())).catch(String)
    await expect.poll(create, { timeout: 10_000 }).toContain('does not respond')
    await server.start()
    await expect.poll(create, { timeout: 10_000 }).toBe('created')
    expect(warnings.filter((warning) => warning.includes('maxmemory is 0'))).toHaveLength(1)
  })

  it('does not check a refused server at every call', async () => {
    const server = await serve(...well, '--maxmemory-policy', 'allkeys-lru')
    const connection = counting(connect(server))
    await server.kill()
    const { authorizations: store } = await openRedisStores({ connection, onWarning: () => {}, timeout: 100 })
    await server.start()
    const create = () => store.create(sampleAuthorization(Date.now())).catch(String)
    await expect.poll(create, { timeout: 10_000 }).toContain('is not configured safely')
    connection.reset()
    for (let nth = 0; nth < 100; nth++) expect(await create()).toContain('is not configured safely')
    expect(connection.commands).toBeLessThan(100)
  })

  it('continues without INFO, but not in strict durability', async () => {
    const server = await serve()
    await server.command('ACL', 'SETUSER', 'shy', 'on', '>secret', '~*', '+@all', '-info', '-config', '-cluster')
    const url = server.url.replace('redis://', 'redis://shy:secret@')
    const warnings: string[] = []
    const onWarning = (warning: string) => warnings.push(warning)
    const { authorizations: store } = await openRedisStores({ connection: connect({ url }, false), onWarning, timeout })
    expect(warnings).toEqual([expect.stringContaining('does not allow INFO')])
    expect(await store.create(sampleAuthorization(Date.now()))).toBe('created')
    const strict = openRedisStores({ connection: connect({ url }, false), onWarning, timeout, durability: 'strict' })
    await expect(strict).rejects.toThrow('unchecked')
  })

  it('needs only the rights that SCHEMA.md lists', async () => {
    const server = await serve()
    const rights = 'eval evalsha get set renamenx pexpireat zadd zrange zrangebyscore zremrangebyscore time info'
    const allowed = rights.split(' ').map((name) => `+${name}`)
    await server.command('ACL', 'SETUSER', 'poor', 'on', '>secret', '~devicegrant:*', ...allowed)
    const redis = new Redis(server.port, { username: 'poor', password: 'secret', enableReadyCheck: false })
    redises.push(redis)
    const { authorizations: store } = await openRedisStores({
      connection: fromIoredis(redis),
      onWarning: () => {},
      timeout,
    })
    const authorization = sampleAuthorization(Date.now())
    expect(await store.create(authorization)).toBe('created')
    expect((await store.find(authorization.userCode))?.revision).toBe(1)
    await expect(redis.get('somebody else')).rejects.toThrow('NOPERM')
  })
})
