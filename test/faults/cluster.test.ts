import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type RedisCluster, startCluster } from '../../packages/store-redis/test-support/redis-cluster.js'
import { until } from '../../packages/store-redis/test-support/until.js'
import { describeWithRedis } from '../../packages/store-redis/test-support/with-redis.js'
import { chances, progress, scaled } from './chance.js'
import type { ServerProcess } from './server-process.js'
import { answered, expectWords, serverOf } from './stock.js'
import { type Answer, startWorld, type World } from './world.js'

const slots = 16_384
const together = 20
const rightOr503 = /^(200|400 authorization_pending|400 slow_down|503 temporarily_unavailable)$/
// Not the letters alone: a token may have any.
const wordsOfCluster = /(MOVED|ASK) \d|TRYAGAIN|CROSSSLOT|CLUSTERDOWN/

/** Moves slots from node to node until it is stopped: slots with keys as well as empty ones. */
function keepMoving(cluster: RedisCluster, random: () => number) {
  let isOn = true
  let moved = 0

  async function anySlot(): Promise<number> {
    const node = cluster.nodes[Math.floor(random() * cluster.nodes.length)]
    const key = await node?.command('RANDOMKEY')
    if (typeof key !== 'string' || random() < 0.2) return Math.floor(random() * slots)
    return Number(await node?.command('CLUSTER', 'KEYSLOT', key))
  }

  async function move(): Promise<number> {
    for (; isOn; moved += 1) {
      const slot = await anySlot()
      const owner = await cluster.ownerOf(slot)
      const others = cluster.nodes.filter((node) => node !== owner)
      const to = others[Math.floor(random() * others.length)]
      if (to === undefined) throw new Error('there is no other node')
      const underWay = await cluster.beginMove(slot, to)
      // For a while one node has some of the keys, and the other the rest.
      await underWay.moveKeys(1)
      await pause(random() * 20)
      await underWay.finish()
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

/** How often the nodes have sent a client to another node. */
async function redirections({ nodes }: RedisCluster): Promise<number> {
  const replies = await Promise.all(nodes.map((node) => node.command('INFO', 'errorstats')))
  const counts = replies.flatMap((info) => [...String(info).matchAll(/^errorstat_(?:MOVED|ASK):count=(\d+)/gm)])
  return counts.reduce((sum, [, count]) => sum + Number(count), 0)
}

describeWithRedis('F16 a cluster of three primaries', () => {
  let cluster: RedisCluster
  let world: World

  beforeAll(async () => {
    cluster = await startCluster(['--appendonly', 'yes', '--appendfsync', 'always'])
    world = await startWorld({ redis: cluster.nodes, isCluster: true, processes: 0 })
    await Promise.all([world.start({ client: 'ioredis' }), world.start({ client: 'node-redis' })])
  })
  afterAll(async () => {
    await world.close()
    await cluster.stop()
  })

  /** A whole sign-in over both servers, each request until it is answered. Resolves to all of its answers. */
  async function flow(nth: number): Promise<readonly Answer[]> {
    const responses: Answer[] = []
    const keep = async (ask: () => Promise<Answer>): Promise<Answer> => {
      const asked = async (): Promise<Answer> => {
        const response = await ask()
        responses.push(response)
        return response
      }
      return answered(asked)
    }
    const { body: begun } = await keep(() => world.begin(serverOf(world, nth)))
    const [deviceCode, userCode] = [String(begun['device_code']), String(begun['user_code']).replace('-', '')]
    await keep(() => world.poll(serverOf(world, nth + 1), deviceCode))
    expect(await world.decide(userCode, 'approve')).toBe('approved')
    const everywhere = world.servers.map((server) => world.poll(server, deviceCode))
    responses.push(...(await Promise.all(everywhere)))
    const tokens = await world.settle(world.servers, deviceCode)
    expect(tokens.word).toBe('200')
    const fresh = await keep(() => world.refresh(serverOf(world, nth), String(tokens.body['refresh_token'])))
    expect(fresh.word).toBe('200')
    return responses
  }

  it('goes on while slots are moved: every sign-in comes to its end, and no client notices', async () => {
    const total = scaled(2_000)
    const report = progress('flows', total)
    const moving = keepMoving(cluster, chances('F16'))
    let done = 0
    let unavailable = 0
    let next = 0
    async function work(): Promise<void> {
      while (next < total) {
        const responses = await flow(next++)
        expectWords(responses, rightOr503)
        for (const { text } of responses) expect(text).not.toMatch(wordsOfCluster)
        unavailable += responses.filter(({ status }) => status === 503).length
        report(++done)
      }
    }
    const working = Promise.all(Array.from({ length: together }, work))
    await working.finally(() => moving.stop())
    const moved = await moving.stop()
    const redirected = await redirections(cluster)
    const counts = `${total} flows while ${moved} slots were moved: ${redirected} redirections, ${unavailable} answers were 503`
    process.stdout.write(`      ${counts}\n`)
    expect(moved).toBeGreaterThan(0)
    await world.expectRecovery()
    await world.expectPeace()
  })

  it('goes on without a primary, as far as it can, and altogether when the primary is back', async () => {
    const [, , lost] = cluster.nodes
    if (lost === undefined) throw new Error('there is no third node')
    const prefix = 'lost:'
    const policy = { replayWindow: 60_000 }
    const left = await startWorld({ redis: cluster.nodes, isCluster: true, processes: 0, prefix, policy })
    await Promise.all([left.start({ client: 'ioredis' }), left.start({ client: 'node-redis' })])
    try {
      const pending = (await left.pending(60)).map(({ deviceCode }) => deviceCode)
      const keys = await lost.command('KEYS', `${prefix}a:*`)
      const outOfReach = Array.isArray(keys) ? keys.length : 0
      expect(outOfReach).toBeGreaterThan(0)
      const approved = await left.approved(20)
      await lost.kill()

      // Every code that is in reach is answered sooner or later; those of the dead node cannot be, by anybody.
      const reach = async (server: ServerProcess): Promise<void> => {
        const heardOf = new Set<string>()
        let unavailable = 0
        await until('are the codes of the other nodes answered?', async () => {
          const responses = await Promise.all(pending.map((code) => left.poll(server, code)))
          expectWords(responses, /^(400 authorization_pending|400 slow_down|503 temporarily_unavailable)$/)
          for (const [nth, { status }] of responses.entries()) if (status !== 503) heardOf.add(pending[nth] ?? '')
          unavailable += responses.filter(({ status }) => status === 503).length
          return heardOf.size === pending.length - outOfReach
        })
        process.stdout.write(
          `      without a primary, ${unavailable} polls were 503 before ${heardOf.size} codes were answered\n`,
        )
        await until('are new codes given out?', async () => {
          const response = await left.begin(server)
          expectWords([response], /^(200|503 temporarily_unavailable)$/)
          return response.status === 200
        })
      }
      await Promise.all(left.servers.map(reach))
      const redeemed = await Promise.all(approved.map((code, nth) => left.poll(serverOf(left, nth), code)))
      expectWords(redeemed, rightOr503)
      for (const { text } of redeemed) expect(text).not.toMatch(wordsOfCluster)

      await lost.start()
      await left.expectRecovery()
      for (const [nth, code] of approved.entries()) {
        if (redeemed[nth]?.status !== 200) expect((await left.settle(left.servers, code)).word).toBe('200')
      }
      const polls = pending.map((code, nth) => answered(() => left.poll(serverOf(left, nth), code)))
      expectWords(await Promise.all(polls), /^400 (authorization_pending|slow_down)$/)
      await left.expectPeace()
    } finally {
      await left.close()
    }
  })
})
