import { afterAll, beforeAll, expect, it } from 'vitest'
import type { TcpProxy } from '../../packages/store-redis/test-support/tcp-proxy.js'
import { describeWithRedis } from '../../packages/store-redis/test-support/with-redis.js'
import { chances, progress, scaled } from './chance.js'
import { countScripts, isScript, type Lined, type LinedWorld, startLinedWorld } from './lined-world.js'
import { type Step, steps } from './steps.js'
import { answered, callAs, expectWhole, expectWords, lookUp, signIn } from './stock.js'
import { grantIn } from './tokens.js'
import type { Answer, World } from './world.js'

/** A way to cut a line at the nth script of a request. */
interface Cut {
  readonly name: string
  /** What part of them is made in a short run: those that take long are left to the long one. */
  readonly share: number
  arm(line: TcpProxy, nth: number): void
}

const cuts: readonly Cut[] = [
  {
    name: 'F6 before Redis hears it',
    share: 0.5,
    arm: (line, nth) => line.cutBeforeForwarding({ only: theNth(nth) }),
  },
  {
    name: 'F7 before its reply is heard',
    share: 0.5,
    arm: (line, nth) => line.cutAfterForwarding({ only: theNth(nth) }),
  },
  {
    name: 'F7 before its reply is heard, and nothing gets through for as long as the request lasts',
    share: 0.15,
    arm: cutForGood,
  },
]

function cutForGood(line: TcpProxy, nth: number): void {
  const isTheNth = theNth(nth)
  let isCut = false
  line.cutAfterForwarding({
    only(words) {
      isCut = isTheNth(words)
      return isCut
    },
  })
  line.cutBeforeForwarding({ times: Number.POSITIVE_INFINITY, only: (words) => isCut && isScript(words) })
}

function theNth(nth: number): (words: readonly string[]) => boolean {
  let seen = 0
  return (words) => isScript(words) && ++seen === nth
}

describeWithRedis('a line to Redis that is cut', () => {
  let lines: LinedWorld

  beforeAll(async () => {
    // A claim whose answer could not be kept is final this soon.
    lines = await startLinedWorld({ policy: { replayWindow: 2_000 } })
  })
  afterAll(() => lines.close())

  it.each(cuts)('$name: at every script of every request', async (cut) => {
    const summaries = await Promise.all(lines.lined.map((one) => cutEverywhere(lines, one, cut)))
    process.stdout.write(`      ${summaries.join('\n      ')}\n`)
    await lines.world.expectRecovery()
    await lines.world.expectPeace()
  })
})

/** Cuts a line at each script of each step, and sees what comes of it. Says how it went. */
async function cutEverywhere({ world, redis }: LinedWorld, { client, line, server }: Lined, cut: Cut): Promise<string> {
  const random = chances(`${cut.name} ${client}`)
  let [made, missed, unavailable] = [0, 0, 0]

  async function cutAt(nth: number, { ask, right, check }: Step, where: string): Promise<void> {
    const before = line.cuts
    cut.arm(line, nth)
    const first = await ask()
    line.pass()
    // How many scripts a request runs depends on what came before it: after a cut, the next call checks the server again.
    if (line.cuts === before) missed += 1
    expect(first.word, where).toMatch(new RegExp(`${right.source}|^503 temporarily_unavailable$`))
    if (first.status === 503) expect(first.retryAfter, where).toMatch(/^[1-9]\d*$/)
    const last = first.status === 503 ? await answered(ask) : first
    expect(last.word, where).toMatch(right)
    await check(last)
    made += 1
    unavailable += first.status === 503 ? 1 : 0
  }

  for (const [name, prepare] of Object.entries(steps)) {
    const whole = await prepare({ world, redis, server })
    const scripts = countScripts(line)
    const response = await whole.ask()
    const count = scripts()
    line.pass()
    expect(response.word, name).toMatch(whole.right)
    await whole.check(response)
    expect(count, `${name} runs no script`).toBeGreaterThan(0)
    for (let nth = 1; nth <= count; nth++) {
      if (random() >= Math.max(cut.share, scaled(100) / 100)) continue
      await cutAt(nth, await prepare({ world, redis, server }), `${client}, ${name}, cut at script ${nth} of ${count}`)
    }
  }
  expect(missed, `${client}: requests without the script to cut at`).toBeLessThan(made / 3)
  return `${client}: ${made - missed} cuts, of which ${unavailable} were answered 503 and the others as if nothing had happened`
}

describeWithRedis('lines to Redis that are cut at random', () => {
  let lines: LinedWorld
  beforeAll(async () => {
    lines = await startLinedWorld()
  })
  afterAll(() => lines.close())

  it('F6, F7 every sign-in comes to its end all the same, with one set of tokens', async () => {
    const { world, lined, redis } = lines
    const total = scaled(400)
    const report = progress('flows', total)
    const session = await signIn(world)
    keepCutting(lined, chances('F6, F7'))
    let [begun, done] = [0, 0]
    const work = async (one: Lined): Promise<void> => {
      while (begun < total) {
        // Some devices come to another process with each poll, as a balancer may have it.
        await flow(lines, one, session, begun++ % 3 === 0)
        report(++done)
      }
    }
    await Promise.all([...lined, ...lined].map(work))
    for (const { line } of lined) line.pass()
    const made = lined.reduce((sum, { line }) => sum + line.cuts, 0)
    const unavailable = world.responses.get('503 temporarily_unavailable') ?? 0
    process.stdout.write(`      ${total} flows, ${made} cuts, ${unavailable} answers were 503\n`)
    await world.expectRecovery()
    for (const grant of world.mints().keys()) {
      // A process whose request failed reports within 15 seconds that another one has given its tokens, if it reaches Redis by
      // then. Otherwise the replay is all that is reported.
      const times = timesEmitted(world, 'authorizationRedeemed', grant)
      expect(times).toBeLessThanOrEqual(1)
      expect(times + timesEmitted(world, 'deviceCodeReplayed', grant)).toBeGreaterThanOrEqual(1)
    }
    await expectWhole(redis)
    await world.expectPeace()
  })

  it('F7 a code whose claim could not be confirmed is redeemed by another process, which never heard of that', async () => {
    const { world, lined } = lines
    // The poll itself, and then the claim.
    const claim = 2
    await Promise.all(
      lined.map(async ({ line, server }, nth) => {
        const [code = ''] = await world.approved(1)
        cutForGood(line, claim)
        expectWords([await world.poll(server, code)], /^503 temporarily_unavailable$/)
        line.pass()
        const other = lined[(nth + 1) % lined.length]?.server ?? server
        const tokens = await world.settle([other], code)
        expect(tokens.word).toBe('200')
        expect(world.mints().get(grantIn(tokens))).toBe(1)
      }),
    )
    await world.expectRecovery()
    await world.expectPeace()
  })
})

/** Cuts each line at one command in fifty before Redis hears it, and at as many after it did. */
function keepCutting(lined: readonly Lined[], random: () => number): void {
  const often = { times: Number.POSITIVE_INFINITY, only: () => random() < 0.02 }
  for (const { line } of lined) {
    line.cutBeforeForwarding(often)
    line.cutAfterForwarding(often)
  }
}

/** A whole sign-in, in which whatever is answered 503 is asked for again. */
async function flow({ world, lined }: LinedWorld, { server }: Lined, session: string, wanders: boolean): Promise<void> {
  const right = async (ask: () => Promise<Answer>): Promise<Answer> => {
    const response = await answered(ask)
    expect(response.word).toBe('200')
    return response
  }
  const { body: begun } = await right(() => world.begin(server))
  const [deviceCode, userCode] = [String(begun['device_code']), String(begun['user_code'])]
  expectWords([await world.poll(server, deviceCode)], /^(400 authorization_pending|503 temporarily_unavailable)$/)
  const { body: seen } = await right(() => lookUp(world, server, session, userCode))
  const decision = { user_code: userCode, ticket: seen['ticket'], decision: 'approve' }
  await right(() => callAs(world, server, session, '/device/decision', decision))
  const tokens = await (wanders ? redeemAnywhere() : right(() => world.poll(server, deviceCode)))
  const next = await right(() => world.refresh(server, String(tokens.body['refresh_token'])))
  await right(() => world.refresh(server, String(next.body['refresh_token'])))

  async function redeemAnywhere(): Promise<Answer> {
    const responses = await Promise.all(lined.map((one) => world.poll(one.server, deviceCode)))
    expectWords(responses, /^(200|400 authorization_pending|400 slow_down|503 temporarily_unavailable)$/)
    const given = responses.find(({ status }) => status === 200)
    const settled =
      given ??
      (await world.settle(
        lined.map((one) => one.server),
        deviceCode,
      ))
    expect(settled.word).toBe('200')
    return settled
  }
}

function timesEmitted({ servers }: World, wanted: string, grant: string): number {
  const events = servers.flatMap((server) => server.events)
  return events.filter(({ type, grantId }) => type === wanted && grantId === grant).length
}
