import { setTimeout as pause } from 'node:timers/promises'
import type { DeviceClient } from '@devicegrant/client'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { type RedisServer, startRedis } from '../../packages/store-redis/test-support/redis-server.js'
import { describeWithRedis } from '../../packages/store-redis/test-support/with-redis.js'
import { approveByApp } from '../support/demo-flow.js'
import { type RunningDemo, startDemo } from '../support/demo-process.js'
import { chances, progress, scaled } from './chance.js'
import { type BadWay, openBadWay, type WayMode } from './client/bad-way.js'
import { persist, type SignInEnd, signIn } from './client/sign-in.js'

/** No token lives so long, so a call with it is a refresh. */
const longerThanAnyLife = 10 * 365 * 86_400_000

describeWithRedis('a sign-in at the demo on Redis', () => {
  let redis: RedisServer
  let demo: RunningDemo | undefined
  let way: BadWay | undefined

  beforeEach(async () => {
    redis = await startRedis({ args: ['--appendonly', 'yes', '--appendfsync', 'always'] })
  })
  afterEach(async () => {
    await way?.close()
    await demo?.stop('SIGKILL')
    await redis.stop()
    way = undefined
    demo = undefined
  })

  async function start(environment: Record<string, string> = {}): Promise<string> {
    demo = await startDemo({
      REDIS_URL: redis.url,
      DEVICEGRANT_SECRET: 'a secret that everybody may know, since it is for tests',
      POLL_INTERVAL: '1',
      LIMITS: 'off',
      ...environment,
    })
    return demo.address
  }

  /** Starts a demo at the end of a bad way. People reach it past the way. */
  async function startBehind(mode: WayMode): Promise<{ readonly way: BadWay; readonly direct: string }> {
    const opened = await openBadWay(mode)
    way = opened
    const direct = await start({ ISSUER: opened.url })
    opened.leadTo(direct)
    return { way: opened, direct }
  }

  const outages = {
    async killed(time: number) {
      await redis.kill()
      await pause(time)
      await redis.start()
    },
    async frozen(time: number) {
      await redis.freeze()
      await pause(time)
      redis.thaw()
    },
  }

  it.each(['killed', 'frozen'] as const)(
    'ends signed in or with a reason while Redis is %s for a while',
    async (outage) => {
      const total = scaled(20)
      const atOnce = 5
      const report = progress(`Redis is ${outage}`, total)
      const random = chances(`sign-in ${outage}`)
      const issuer = await start()
      const ends = new Map<string, number>()
      for (let round = 1; round <= total; round++) {
        let readers = 0
        let allRead = () => {}
        const started = new Promise<void>((resolve) => {
          allRead = resolve
        })
        const delays = Array.from({ length: atOnce }, () => random() * 1_500)
        const outing = started.then(() => pause(random() * 1_500)).then(() => outages[outage](random() * 2_000))
        const signedIn = await Promise.all(
          delays.map((delay) =>
            signIn({
              issuer,
              async shown(userCode, login) {
                readers += 1
                if (readers === atOnce) allRead()
                await pause(delay)
                await persist(() => approveByApp(issuer, userCode), login)
              },
            }),
          ),
        )
        await outing
        for (const { word, message, auth } of signedIn) {
          ends.set(word, (ends.get(word) ?? 0) + 1)
          expect(['signed in', 'answerLost', 'unreachable']).toContain(word)
          expect(message).toMatch(word === 'signed in' ? /^$/ : /^[A-Z].*\.$/)
          if (word === 'signed in') await expectRefresh(auth)
        }
        report(round)
      }
      process.stdout.write(`      Redis was ${outage}: ${JSON.stringify(Object.fromEntries(ends))}\n`)
      expect(ends.get('signed in')).toBeGreaterThan(0)
    },
  )

  it('ends signed in where every third answer is lost: one approval, one set of tokens', async () => {
    const total = scaled(100)
    const report = progress('sign-ins', total)
    const refreshes = 3
    const opened = await startBehind('losesEveryThird')
    let approvals = 0
    let left = total
    const ends: SignInEnd[] = []
    async function lane(): Promise<void> {
      while (left > 0) {
        left -= 1
        const end = await signIn({
          issuer: opened.way.url,
          async shown(userCode) {
            approvals += 1
            await approveByApp(opened.direct, userCode)
          },
        })
        ends.push(end)
        for (let nth = 0; nth < refreshes && end.word === 'signed in'; nth++) await expectRefresh(end.auth)
        report(ends.length)
      }
    }
    await Promise.all(Array.from({ length: 10 }, lane))
    process.stdout.write(`      ${opened.way.lost} answers were lost\n`)
    expect(ends.map(({ word }) => word)).toEqual(ends.map(() => 'signed in'))
    expect(approvals).toBe(total)
    expect(opened.way.lost).toBeGreaterThan(0)
    const sets = setsOf(opened.way)
    // One for the device code, and one for each refresh.
    expect(sets.map(({ size }) => size)).toEqual(Array.from({ length: (1 + refreshes) * total }, () => 1))
  })

  it('ends signed in after a storm of slow_down, and keeps to the interval', async () => {
    const total = scaled(10)
    // The person approves after the last one, and an approved code has no interval: an earlier one must be kept to.
    const storm = Math.max(2, scaled(3))
    const { way: doubling, direct } = await startBehind('doubles')
    const ends = await Promise.all(
      Array.from({ length: total }, () => {
        let slowDowns = 0
        let code = ''
        return signIn({
          issuer: doubling.url,
          // The server takes a copy of a proof for an attack.
          dpop: 'off',
          async shown(userCode) {
            code = userCode
          },
          onEvent({ type }) {
            if (type === 'slowedDown') slowDowns += 1
            if (type === 'slowedDown' && slowDowns === storm) void approveByApp(direct, code)
          },
        })
      }),
    )
    expect(ends.map(({ word }) => word)).toEqual(ends.map(() => 'signed in'))
    const words = (isCopy: boolean) => doubling.answers.filter((one) => one.isCopy === isCopy).map(wordOf)
    expect(new Set(words(false))).toEqual(new Set(['authorization_pending', '200']))
    expect(words(true).filter((word) => word === 'slow_down')).toHaveLength(total * storm)
    expect(setsOf(doubling).map(({ size }) => size)).toEqual(ends.map(() => 1))
  })
})

/** What holds after each sign-in: the grant is alive. */
async function expectRefresh(auth: DeviceClient): Promise<void> {
  const first = await auth.accessToken()
  // If all answers of a refresh are lost, the client keeps the token that is still valid.
  const refreshed = async () => expect(await auth.accessToken({ minLife: longerThanAnyLife })).not.toBe(first)
  await vi.waitFor(refreshed, { timeout: 60_000 })
}

/** The sets of tokens that the server has made of each code and each refresh token. */
function setsOf({ answers }: BadWay): readonly ReadonlySet<string>[] {
  const granted = answers.filter(({ status }) => status === 200)
  const secrets = new Set(granted.map(({ secret }) => secret))
  return [...secrets].map((secret) => new Set(granted.filter((one) => one.secret === secret).map(({ text }) => text)))
}

function wordOf({ status, text }: BadWay['answers'][number]): string {
  return status === 200 ? '200' : String(Object(JSON.parse(text)).error)
}
