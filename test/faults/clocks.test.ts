import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type RedisServer, startRedis } from '../../packages/store-redis/test-support/redis-server.js'
import { until } from '../../packages/store-redis/test-support/until.js'
import { describeWithRedis } from '../../packages/store-redis/test-support/with-redis.js'
import { chances, progress, scaled } from './chance.js'
import { buildMovedClock } from './moved-clock.js'
import { answered, askForAll, expectKept, expectWords, lookUp, serverOf, signIn, stockUp } from './stock.js'
import { claimsIn } from './tokens.js'
import { type Answer, startWorld, type World } from './world.js'

const second = 1_000
const minute = 60
const hour = 60 * minute
const policy = { interval: second }
const clients = ['ioredis', 'node-redis'] as const
const rightOr503 = /^(200|400 authorization_pending|400 slow_down|503 temporarily_unavailable)$/

/** The time as Redis has it. */
async function timeOf(redis: RedisServer): Promise<number> {
  const reply = await redis.command('TIME')
  const [seconds, microseconds] = Array.isArray(reply) ? reply.map(Number) : []
  return (seconds ?? Number.NaN) * second + (microseconds ?? Number.NaN) / second
}

/** Polls at all servers. */
function pollEverywhere(world: World, code: string): Promise<readonly Answer[]> {
  return Promise.all(world.servers.map((server) => answered(() => world.poll(server, code))))
}

/** Polls at all servers until all of them give this answer, and none but waiting before it. */
async function untilResponse(world: World, code: string, word: string): Promise<void> {
  await until(`does a device receive ${word}?`, async () => {
    const words = (await pollEverywhere(world, code)).map((response) => response.word)
    const waiting = words.filter((reply) => reply !== word)
    for (const reply of waiting) expect(reply).toMatch(/^400 (authorization_pending|slow_down)$/)
    return waiting.length === 0
  })
}

describeWithRedis('F20 processes whose clocks are an hour slow, right, and an hour fast', () => {
  let redis: RedisServer
  let world: World
  const start = async (lifetime: number) => {
    world = await startWorld({ redis: [redis], processes: 0, policy: { ...policy, lifetime } })
    await Promise.all([-hour, 0, hour].map((skew) => world.start({ client: 'ioredis', clockSkew: skew * second })))
  }
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterEach(async () => {
    await world.expectRecovery()
    await world.expectPeace()
    await world.close()
  })
  afterAll(() => redis.stop())

  it('decide alike, by the time of Redis, and write it into their tokens', async () => {
    await start(600 * second)
    for (const server of world.servers) {
      const before = await timeOf(redis)
      const { now } = await server.health()
      const [code = ''] = await world.approved(1)
      const tokens = await world.poll(server, code)
      const fresh = await world.refresh(server, String(tokens.body['refresh_token']))
      const after = await timeOf(redis)
      // What was learned of a clock is not better than the network, and a claim is in whole seconds.
      expect(now).toBeGreaterThan(before - second)
      expect(now).toBeLessThan(after + second)
      for (const response of [tokens, fresh]) {
        const { iat, exp } = claimsIn(response)
        expect(Number(iat) * second).toBeGreaterThan(before - 2 * second)
        expect(Number(iat) * second).toBeLessThan(after + second)
        expect(Number(exp) - Number(iat)).toBe(600)
      }
      // The same answer again from the others, which is given for half a minute.
      for (const { text } of await pollEverywhere(world, code)) expect(text).toBe(tokens.text)
    }
    const stock = await stockUp(world, 6)
    expectWords(await askForAll(world, stock), rightOr503)
    await expectKept(world, stock)
  })

  it('never find a device too fast that keeps the interval, whichever of them it asks', async () => {
    await start(600 * second)
    const [one, other] = await world.pending(2)
    for (let round = 0; round < 4; round++) {
      const { word } = await world.poll(serverOf(world, round), one?.deviceCode ?? '')
      expect(word).toBe('400 authorization_pending')
      await pause(policy.interval)
    }
    const words: string[] = []
    for (let round = 0; round < 3; round++) {
      words.push((await world.poll(serverOf(world, round), other?.deviceCode ?? '')).word)
    }
    expect(words).toEqual(['400 authorization_pending', '400 slow_down', '400 slow_down'])
  })

  it('let a code live as long as it was promised, and no longer', async () => {
    const lifetime = 3 * second
    await start(lifetime)
    await Promise.all(
      world.servers.map(async (server) => {
        const before = await timeOf(redis)
        const { body } = await world.begin(server)
        const code = String(body['device_code'])
        await until('has the code expired?', async () => {
          const responses = await pollEverywhere(world, code)
          expectWords(responses, /^400 (authorization_pending|slow_down|expired_token)$/)
          return responses.some(({ word }) => word === '400 expired_token')
        })
        expect(await timeOf(redis)).toBeGreaterThan(before + lifetime - second)
        await untilResponse(world, code, '400 expired_token')
      }),
    )
  })
})

const clock = await buildMovedClock()
if ('missing' in clock) process.stdout.write(`      F21 is skipped: ${clock.missing}\n`)

// Where no clock can be moved there is nothing to be seen; the reason is printed above.
describe.skipIf('missing' in clock)('the clock of a machine', () => {
  if ('missing' in clock) return
  const { env, moveTo, remove } = clock
  afterAll(remove)

  describeWithRedis('F21 that Redis runs on jumps', () => {
    let redis: RedisServer
    let world: World
    beforeAll(async () => {
      redis = await startRedis({ env })
      world = await startWorld({ redis: [redis], processes: 0, policy })
      await Promise.all(clients.map((client) => world.start({ client })))
    })
    afterEach(async () => {
      await moveTo(0)
      await world.expectRecovery()
      await world.expectPeace()
    })
    afterAll(async () => {
      await world.close()
      await redis.stop()
    })

    it('forward by a quarter of an hour: codes end early, and the devices learn it', async () => {
      const approved = await world.approved(3)
      const pending = await world.pending(3)
      const minted = world.mints().size
      await moveTo(15 * minute)
      for (const code of [...approved, ...pending.map(({ deviceCode }) => deviceCode)]) {
        await untilResponse(world, code, '400 expired_token')
      }
      expect(await world.decide(pending[0]?.userCode ?? '', 'approve')).toBe('invalidUserCode')
      expect(world.mints().size).toBe(minted)
      await world.expectRecovery()
    })

    it('forward by an hour: codes are forgotten, and the devices learn it; signed-in people stay signed in', async () => {
      const stock = await stockUp(world, 3)
      const minted = world.mints().size
      await moveTo(hour)
      for (const code of [...stock.approved, ...stock.pending]) {
        await untilResponse(world, code, '400 invalid_grant')
      }
      expect(world.mints().size).toBe(minted)
      await expectKept(world, { ...stock, approved: new Set(), pending: [], shown: [] })
      await world.expectRecovery()
    })

    it('back by an hour: nothing is granted twice, and no code outlives its time by more than that', async () => {
      const lifetime = 10 * minute
      const stock = await stockUp(world, 3)
      const [code = ''] = stock.pending
      await moveTo(-hour)
      await expectKept(world, stock)
      await world.expectRecovery()
      // It lives longer, because it is young again, but at most by the jump.
      await moveTo(-hour + lifetime + minute)
      expectWords(await pollEverywhere(world, code), /^400 (authorization_pending|slow_down)$/)
      await moveTo(lifetime + 1)
      await untilResponse(world, code, '400 expired_token')
    })

    it('forward and back again: whatever a device received, there is one set of tokens at most', async () => {
      const [code = ''] = await world.approved(1)
      await moveTo(15 * minute)
      await untilResponse(world, code, '400 expired_token')
      await moveTo(0)
      // A process learns of the jump by the reply to its next call.
      const responses = [...(await pollEverywhere(world, code)), ...(await pollEverywhere(world, code))]
      expectWords(responses, /^(200|400 (expired_token|authorization_pending))$/)
      expect(new Set(responses.filter(({ status }) => status === 200).map(({ text }) => text)).size).toBeLessThan(2)
      const words = responses.map(({ word }) => word).join(', ')
      process.stdout.write(`      after expired_token the clock was set back; the same code was answered ${words}\n`)
    })

    it('to and fro in the middle of everything: nothing twice, and every device learns how it ended', async () => {
      const total = scaled(1_000)
      const together = 20
      const report = progress('flows', total)
      const random = chances('F21')
      const ends = new Map<string, number>()
      let next = 0
      let done = 0
      let jumps = 0

      async function flow(nth: number): Promise<string> {
        const { body } = await answered(() => world.begin(serverOf(world, nth)))
        const [code, userCode] = [String(body['device_code']), String(body['user_code']).replace('-', '')]
        // The driver gives up as the servers do, when the clock jumps twice under one call.
        const decided = await world.decide(userCode, 'approve').catch(() => 'out of time')
        const responses = await pollEverywhere(world, code)
        // All flows have one account. A clock that was set back makes a grant older than fifty others, which displace it.
        expectWords(
          responses,
          /^(200|400 (authorization_pending|slow_down|expired_token|invalid_grant|access_denied))$/,
        )
        return decided === 'approved' ? (await world.settle(world.servers, code)).word : decided
      }
      async function work(): Promise<void> {
        while (next < total) {
          const end = await flow(next++)
          ends.set(end, (ends.get(end) ?? 0) + 1)
          report(++done)
        }
      }
      async function jump(): Promise<void> {
        for (; done < total; jumps += 1) {
          // Most of them are of a minute or less.
          await moveTo(Math.floor(Math.sign(random() - 0.5) * random() ** 12 * hour))
          await pause(random() * 50)
        }
      }
      await Promise.all([jump(), ...Array.from({ length: together }, work)])
      process.stdout.write(`      ${total} flows and ${jumps} jumps: ${JSON.stringify(Object.fromEntries(ends))}\n`)
      for (const end of ends.keys()) {
        expect(end).toMatch(/^(200|400 (expired_token|invalid_grant|access_denied)|invalidUserCode|out of time)$/)
      }
    })
  })
})

describeWithRedis('what a hand does to single keys', () => {
  let redis: RedisServer
  let world: World
  const prefix = 'hand:'
  beforeAll(async () => {
    redis = await startRedis()
    world = await startWorld({ redis: [redis], processes: 0, prefix, policy: { ...policy, lifetime: 5 * second } })
    await Promise.all(clients.map((client) => world.start({ client })))
  })
  afterAll(async () => {
    await world.expectRecovery()
    await world.expectPeace()
    await world.close()
    await redis.stop()
  })

  const keysOf = async (kind: string): Promise<readonly string[]> => {
    const keys = await redis.command('KEYS', `${prefix}${kind}:*`)
    return Array.isArray(keys) ? keys.map(String) : []
  }

  /** What a record says, without the polls that are counted before it, if it is in our form. */
  const textIn = (value: unknown) => String(value).replace(/^(2 \d+ \S+) \S+ \S+ \S+ /, '$1 ')

  /** A new code and the key of its record. */
  async function pendingCode() {
    const records = await keysOf('a')
    const [code] = await world.pending(1)
    if (code === undefined) throw new Error('there is no code')
    const record = (await keysOf('a')).find((key) => !records.includes(key)) ?? ''
    return { ...code, record }
  }

  it('F22 a record that would stay for ever ends with its code', async () => {
    const { deviceCode, record } = await pendingCode()
    expect(await redis.command('PERSIST', record)).toBe(1)
    await untilResponse(world, deviceCode, '400 expired_token')
  })

  it('F22 a record that is gone too soon leaves an unknown code, and nothing is granted', async () => {
    const { deviceCode, userCode, record } = await pendingCode()
    expect(await world.decide(userCode, 'approve')).toBe('approved')
    const minted = world.mints().size
    await redis.command('PEXPIRE', record, '1')
    await until('is the record gone?', async () => (await redis.command('EXISTS', record)) === 0)
    expectWords(await pollEverywhere(world, deviceCode), /^400 invalid_grant$/)
    expect(await world.decide(userCode, 'approve')).toBe('invalidUserCode')
    expect(world.mints().size).toBe(minted)
  })

  it.each([
    ['F23', 'nothing that anybody knows', 'garbage', ''],
    ['F23', 'an approval without a person', '2 1 name - - -', '{"t":"approved","S":"mallory"}'],
    ['F23', 'half of a record', '2 1 name - - -', '{"t":"appro'],
    ['F24', 'a record of a version to come', '3 1 name - - -', '{"t":"approved","S":"fake-subject-of-alice"}'],
  ])(
    '%s a record that is %s is left alone and answered 503, and no other client is disturbed',
    async (_id, _what, before, text) => {
      const session = await signIn(world)
      const { deviceCode, userCode, record } = await pendingCode()
      // A poll finds only a value with the digest of its device code.
      const [digest = ''] = String(await redis.command('GET', record))
        .split(' ')
        .slice(6)
      const value = text === '' ? before : `${before} ${digest} ${text}`
      await redis.command('SET', record, value, 'KEEPTTL')
      const disturb = world.servers.flatMap((server) =>
        Array.from({ length: 20 }, () => [
          world.poll(server, deviceCode),
          lookUp(world, server, session, userCode),
        ]).flat(),
      )
      const others = Promise.all(Array.from({ length: 5 }, () => world.expectRecovery()))
      expectWords(await Promise.all(disturb), /^503 temporarily_unavailable$/)
      await others
      expect(textIn(await redis.command('GET', record))).toBe(textIn(value))
      expect(await redis.command('DEL', record)).toBe(1)
    },
  )
})
