// @module-tag thorough
import {
  familyStoreCases,
  jtiStoreCases,
  limitStoreCases,
  sampleAuthorization,
  sampleCodes,
  storeCases,
} from '@devicegrant/testing'
import { Cluster, Redis } from 'ioredis'
import { createCluster } from 'redis'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RedisCluster, startCluster } from '../test-support/redis-cluster.js'
import { type Ground, openStores, subjectOn } from '../test-support/stores-on.js'
import { describeWithRedis } from '../test-support/with-redis.js'
import { fromIoredis, fromNodeRedisCluster, openRedisStores, type RedisConnection } from './index.js'

interface Client {
  readonly connection: RedisConnection
  close(): void | Promise<void>
}

async function throughIoredis({ nodes }: RedisCluster): Promise<Client> {
  const cluster = new Cluster(nodes.map(({ host, port }) => ({ host, port })))
  return { connection: fromIoredis(cluster), close: () => cluster.disconnect() }
}

async function throughNodeRedis({ urls }: RedisCluster): Promise<Client> {
  const cluster = createCluster({ rootNodes: urls.map((url) => ({ url })) })
  await cluster.connect()
  return { connection: fromNodeRedisCluster(cluster), close: () => cluster.close() }
}

/** Moves slots with their keys from node to node until `stop` is called. */
function keepMoving(cluster: RedisCluster) {
  let isOn = true
  let moved = 0
  async function move(): Promise<number> {
    for (let slot = 0; isOn; slot = (slot + 101) % 16_384) {
      const owner = await cluster.ownerOf(slot)
      const next = cluster.nodes[(cluster.nodes.indexOf(owner) + 1) % cluster.nodes.length]
      if (next !== undefined) await cluster.moveSlot(slot, next)
      moved += 1
    }
    return moved
  }
  const moving = move()
  return {
    stop(): Promise<number> {
      isOn = false
      return moving
    },
  }
}

describeWithRedis('on a cluster of three primaries', () => {
  let cluster: RedisCluster
  beforeAll(async () => {
    cluster = await startCluster()
  })
  afterAll(() => cluster.stop())

  describe.each([
    ['ioredis', throughIoredis],
    ['node-redis', throughNodeRedis],
  ])('through %s, while slots are moved', (_name, open) => {
    let client: Client
    let ground: Ground
    let moving: ReturnType<typeof keepMoving>

    beforeAll(async () => {
      client = await open(cluster)
      ground = { connection: client.connection, servers: cluster.nodes, leeway: 1_000 }
      moving = keepMoving(cluster)
    })
    afterAll(async () => {
      expect(await moving.stop()).toBeGreaterThan(10)
      await client.close()
    })

    describe('device authorizations', () => {
      it.each(storeCases)('$id: a store $law', ({ run }) =>
        run(subjectOn(ground, ({ authorizations }) => authorizations)),
      )
    })
    describe('token families', () => {
      it.each(familyStoreCases)('$id: a store $law', ({ run }) => run(subjectOn(ground, ({ families }) => families)))
    })
    describe('used names', () => {
      it.each(jtiStoreCases)('$id: a store $law', ({ run }) => run(subjectOn(ground, ({ jtis }) => jtis)))
    })
    describe('tries', () => {
      it.each(limitStoreCases)('$id: a store $law', ({ run }) => run(subjectOn(ground, ({ limits }) => limits)))
    })
  })

  it.each([
    ['ioredis', throughIoredis],
    ['node-redis', throughNodeRedis],
  ])('checks every primary at the start: %s', async (_name, open) => {
    const client = await open(cluster)
    const { connection } = client
    try {
      for (const node of cluster.nodes) {
        await node.command('CONFIG', 'SET', 'maxmemory', '100mb', 'maxmemory-policy', 'allkeys-lru')
        await expect(openStores({ connection })).rejects.toThrow('allkeys-lru')
        await node.command('CONFIG', 'SET', 'maxmemory', '0', 'maxmemory-policy', 'noeviction')
      }
      const warnings: string[] = []
      await openRedisStores({ connection, timeout: 10_000, onWarning: (warning) => warnings.push(warning) })
      expect(warnings.join('\n')).toContain('after a failover')
      expect(warnings.join('\n')).not.toContain('could be checked')
    } finally {
      await client.close()
    }
  })

  it('refuses a connection to one node that does not reach the others', async () => {
    const redis = new Redis(cluster.urls[0] ?? '')
    await expect(openStores({ connection: fromIoredis(redis) })).rejects.toThrow('client of the whole cluster')
    redis.disconnect()
  })

  it('continues with the remaining primaries, and reports that it has not checked the others', async () => {
    const [, , lost] = cluster.nodes
    await lost?.kill()
    const client = await throughIoredis(cluster)
    const warnings: string[] = []
    try {
      const { authorizations: store } = await openRedisStores({
        connection: client.connection,
        onWarning: (warning) => warnings.push(warning),
      })
      // The client needs some time to find the remaining primaries.
      for (let nth = 0; !warnings.join().includes('2 of the 3 primaries could be checked'); nth++) {
        await store.create(sampleAuthorization(Date.now(), sampleCodes(nth))).catch(() => 'out of reach')
      }
      const responses = Array.from({ length: 30 }, (_, nth) =>
        store.create(sampleAuthorization(Date.now(), sampleCodes(1_000_000 + nth))).catch(() => 'out of reach'),
      )
      expect(await Promise.all(responses)).toContain('created')
    } finally {
      await client.close()
      await lost?.start()
    }
  })
})
