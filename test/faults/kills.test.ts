import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type RedisServer, startRedis } from '../../packages/store-redis/test-support/redis-server.js'
import { describeWithRedis } from '../../packages/store-redis/test-support/with-redis.js'
import { chances, progress, scaled } from './chance.js'
import type { ServerProcess } from './server-process.js'
import { serverOf } from './stock.js'
import { type Answer, startWorld, type World } from './world.js'

const lanes = 2
// A claim that died with its process is final this soon.
const policy = { replayWindow: 2_000 }

describeWithRedis('kill -9 of a server', () => {
  let redis: RedisServer
  let world: World

  beforeAll(async () => {
    redis = await startRedis()
    world = await startWorld({ redis: [redis], processes: 2, policy })
  })
  afterAll(async () => {
    await world.close()
    await redis.stop()
  })

  /** Runs rounds side by side, each with a process of its own to be killed; the next one starts while a round runs. */
  async function killing(name: string, total: number, round: (victim: ServerProcess) => Promise<void>): Promise<void> {
    const report = progress(name, total)
    let begun = 0
    let done = 0
    // As many processes as rounds: one without a round would be closed with the world while it starts.
    const begin = (): Promise<ServerProcess> | undefined => {
      if (begun === total) return undefined
      begun += 1
      return world.start({ mintDelay: 10 })
    }
    const lane = async () => {
      let next = begin()
      while (next !== undefined) {
        const victim = await next
        next = begin()
        await round(victim)
        report(++done)
      }
    }
    await Promise.all(Array.from({ length: lanes }, lane))
  }

  /** What a victim answers, if it still does. */
  const ifAny = (asking: Promise<Answer>): Promise<Answer | undefined> => asking.catch(() => undefined)
  const survivors = () => world.servers.slice(0, 2)

  async function killSoon(victim: ServerProcess, random: () => number, latest = 20): Promise<void> {
    await pause(random() * latest)
    await victim.end('SIGKILL')
  }

  it('F1 between approval and redemption: another process goes on, and a new one too', async () => {
    const victim = await world.start()
    const codes = await world.approved(4)
    await victim.end('SIGKILL')
    const fresh = await world.start()
    for (const [nth, code] of codes.entries()) {
      expect((await world.settle([nth % 2 === 0 ? serverOf(world, 0) : fresh], code)).word).toBe('200')
    }
    await world.expectPeace()
    await fresh.end('SIGKILL')
  })

  it('F2 during redemption: one set of tokens at most, and a device without tokens learns why', async () => {
    const random = chances('F2')
    const outcomes = new Map<string, number>()
    await killing('kills', scaled(500), async (victim) => {
      const codes = await world.approved(4)
      const polls = codes.map((code) => ifAny(world.poll(victim, code)))
      await killSoon(victim, random)
      await Promise.all(polls)
      const ends = await Promise.all(codes.map((code) => world.settle(survivors(), code)))
      for (const { word, body } of ends) {
        if (word !== '200') expect(body['error_description']).toBe('The device code has already been redeemed.')
        outcomes.set(word, (outcomes.get(word) ?? 0) + 1)
      }
    })
    process.stdout.write(`      killed while codes were redeemed: ${JSON.stringify(Object.fromEntries(outcomes))}\n`)
    expect(new Set(world.mints().values())).toEqual(new Set([1]))
    expect([...outcomes.keys()].every((word) => ['200', '400 invalid_grant'].includes(word))).toBe(true)
    await world.expectPeace()
  })

  it('F3 during a refresh: the old token or the new one is valid, and a lost response is given again', async () => {
    const random = chances('F3')
    await killing('kills', scaled(200), async (victim) => {
      const codes = await world.approved(4)
      const first = await Promise.all(codes.map((code) => world.settle(survivors(), code)))
      const tokens = first.map(({ body }) => String(body['refresh_token']))
      const refreshes = tokens.map((token) => ifAny(world.refresh(victim, token)))
      await killSoon(victim, random)
      const heard = await Promise.all(refreshes)
      await Promise.all(
        tokens.map(async (token, nth) => {
          const again = await world.refresh(serverOf(world, nth % 2), token)
          expect(again.word).toBe('200')
          // What the victim has answered is what counts, to the byte.
          if (heard[nth]?.status === 200) expect(again.text).toBe(heard[nth].text)
          expect((await world.refresh(serverOf(world, nth % 2), String(again.body['refresh_token']))).word).toBe('200')
        }),
      )
    })
    await world.expectPeace()
  })

  it('F3 during an approval: the device receives the decision that the person saw', async () => {
    const random = chances('F3 approval')
    const outcomes = new Map<string, number>()
    const login = new URLSearchParams({ username: 'alice', password: 'correct horse battery staple' })
    const { body } = await world.ask(serverOf(world, 0), '/login', { body: login })
    const headers = { Authorization: `Bearer ${body['access_token']}`, 'Content-Type': 'application/json' }
    const call = (
      server: ServerProcess,
      step: string,
      { userCode, ...rest }: { userCode: string; [name: string]: unknown },
    ) => world.ask(server, `/device/${step}`, { headers, body: JSON.stringify({ user_code: userCode, ...rest }) })
    await killing('kills', scaled(100), async (victim) => {
      const codes = await world.pending(3)
      const tickets = await Promise.all(codes.map(({ userCode }) => call(serverOf(world, 0), 'lookup', { userCode })))
      const decisions = codes.map(({ userCode }, nth) =>
        ifAny(call(victim, 'decision', { userCode, ticket: tickets[nth]?.body['ticket'], decision: 'approve' })),
      )
      await killSoon(victim, random, 60)
      const said = await Promise.all(decisions)
      for (const [nth, { deviceCode }] of codes.entries()) {
        const { word } = await world.poll(serverOf(world, nth % 2), deviceCode)
        expect(word).toMatch(said[nth]?.status === 200 ? /^200$/ : /^(200|400 authorization_pending)$/)
        outcomes.set(word, (outcomes.get(word) ?? 0) + 1)
      }
    })
    process.stdout.write(`      killed while codes were approved: ${JSON.stringify(Object.fromEntries(outcomes))}\n`)
    await world.expectPeace()
  })
})
