import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RedisServer, startRedis } from '../../packages/store-redis/test-support/redis-server.js'
import { chances, progress, scaled } from './chance.js'
import { type Answer, startWorld, type World } from './world.js'

// Four processes, Express and Koa in turn, with ioredis, its defaults and node-redis, on one server.
describe('M: four processes on one Redis', () => {
  let redis: RedisServer
  let world: World

  beforeAll(async () => {
    redis = await startRedis()
    world = await startWorld({ redis: [redis], processes: 2, mintDelay: 20 })
    await Promise.all([world.start({ client: 'ioredis-defaults' }), world.start({ client: 'node-redis' })])
  })
  afterAll(async () => {
    await world.close()
    await redis.stop()
  })

  const everywhere = (deviceCode: string, times = 1): Promise<readonly Answer[]> =>
    Promise.all(
      Array.from({ length: times }, () => world.servers.map((server) => world.poll(server, deviceCode))).flat(),
    )

  it('M01 approved codes, polled everywhere at once, are minted exactly once', async () => {
    const total = scaled(10_000)
    const batch = Math.min(total, 100)
    const report = progress('codes', total)
    const random = chances('M01')
    const before = world.mints().size
    for (let done = 0; done < total; done += batch) {
      const codes = await world.approved(batch)
      const responses = await Promise.all(codes.map((code) => everywhere(code, random() < 0.05 ? 4 : 1)))
      for (const [nth, code] of codes.entries()) {
        const words = new Set(responses[nth]?.map(({ word }) => word))
        // While one process makes the tokens, the others may say that it is not over yet.
        for (const word of words) expect(['200', '400 authorization_pending']).toContain(word)
        expect((await world.settle(world.servers, code)).word).toBe('200')
      }
      report(done + batch)
    }
    expect(world.mints().size - before).toBe(Math.ceil(total / batch) * batch)
    expect(new Set(world.mints().values())).toEqual(new Set([1]))
    await world.expectPeace()
  })

  it('M04 approve against deny against polls: what was reported is what is stored, and what the polls say', async () => {
    const total = scaled(1_000)
    const report = progress('codes', total)
    const codes = await world.pending(total)
    for (const [nth, { deviceCode, userCode }] of codes.entries()) {
      const [approval, denial] = await Promise.all([
        world.decide(userCode, 'approve'),
        world.decide(userCode, 'deny'),
        everywhere(deviceCode),
      ])
      const decided = [approval, denial].filter((said) => said === 'approved' || said === 'denied')
      expect(decided).toHaveLength(1)
      const { word } = await world.settle(world.servers, deviceCode)
      expect(word).toBe(decided[0] === 'approved' ? '200' : '400 access_denied')
      report(nth + 1)
    }
    await world.expectPeace()
  })

  it('M06 decisions and polls against the end: after expired_token there are never tokens', async () => {
    const brief = await startWorld({ redis: [redis], processes: 3, prefix: 'brief:', policy: { lifetime: 1_000 } })
    try {
      const total = scaled(300)
      const random = chances('M06')
      const codes = await brief.pending(total)
      await Promise.all(
        codes.map(async ({ deviceCode, userCode }) => {
          const said: Answer[] = []
          const deciding = new Promise<string>((resolve, reject) => {
            setTimeout(() => brief.decide(userCode, 'approve').then(resolve, reject), 900 + random() * 200)
          })
          for (let round = 0; round < 12; round++) {
            const server = brief.servers[round % brief.servers.length]
            if (server !== undefined) said.push(await brief.poll(server, deviceCode))
            await new Promise((resolve) => setTimeout(resolve, 100 + random() * 50))
          }
          const words = said.map(({ word }) => word)
          const expired = words.indexOf('400 expired_token')
          if (expired >= 0) expect(words.slice(expired)).not.toContain('200')
          const decided = await deciding
          const last = (await brief.settle(brief.servers, deviceCode)).word
          expect([decided, last]).toEqual(
            decided === 'approved' ? ['approved', '200'] : ['invalidUserCode', '400 expired_token'],
          )
        }),
      )
      await brief.expectPeace()
    } finally {
      await brief.close()
    }
  })

  it('M14 refreshes of one token everywhere at once: one family, one successor', async () => {
    const total = scaled(200)
    const report = progress('families', total)
    for (let done = 0; done < total; done++) {
      const [code = ''] = await world.approved(1)
      const first = await world.settle(world.servers, code)
      const token = String(first.body['refresh_token'])
      const responses = await Promise.all(
        Array.from({ length: 50 }, (_, nth) =>
          world.refresh(world.servers[nth % 4] ?? world.servers[0] ?? fail(), token),
        ),
      )
      expect(new Set(responses.map(({ word }) => word))).toEqual(new Set(['200']))
      expect(new Set(responses.map(({ text }) => text)).size).toBe(1)
      const successor = String(responses[0]?.body['refresh_token'])
      expect((await world.refresh(world.servers[3] ?? fail(), successor)).word).toBe('200')
      report(done + 1)
    }
    await world.expectPeace()
  })
})

function fail(): never {
  throw new Error('there is no such server')
}
