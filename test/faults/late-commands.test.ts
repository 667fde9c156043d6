import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Delay } from '../../packages/store-redis/test-support/tcp-proxy.js'
import { describeWithRedis } from '../../packages/store-redis/test-support/with-redis.js'
import { chances, progress, scaled } from './chance.js'
import { changesSince, contentsOf } from './contents.js'
import { countScripts, type LinedWorld, startLinedWorld } from './lined-world.js'
import { askForAll, expectKept, expectWhole, expectWords, stockUp } from './stock.js'
import type { Answer } from './world.js'

const only503 = /^503 temporarily_unavailable$/
const right = /^(200|400 authorization_pending|400 slow_down)$/
const rightOr503 = /^(200|400 authorization_pending|400 slow_down|503 temporarily_unavailable)$/
const together = 10

interface Fault {
  readonly name: string
  /** At most so many, where the fault lasts only so long. */
  readonly rounds?: number
  begin(lines: LinedWorld): unknown
  end(lines: LinedWorld): unknown
}

const passAll = ({ lined }: LinedWorld) => {
  for (const { line } of lined) line.pass()
}
const onEachLine = (name: string, spoil: (line: LinedWorld['lined'][number]['line']) => void): Fault => ({
  name,
  begin({ lined }) {
    for (const { line } of lined) spoil(line)
  },
  end: passAll,
})

// Commands on their way stay there, and reach Redis after the fault: a second late, or an hour.
const faults: readonly Fault[] = [
  { name: 'F5 a Redis that stands still', begin: ({ redis }) => redis.freeze(), end: ({ redis }) => redis.thaw() },
  {
    name: 'F5 a Redis that pauses its clients',
    rounds: 3,
    begin: ({ redis }) => redis.command('CLIENT', 'PAUSE', '8000', 'ALL'),
    // The connection that would end the pause is paused as well.
    end: ({ redis }) => redis.command('PING'),
  },
  onEachLine('F17 a line on which commands take a second', (line) => line.delay(1_000, 0)),
  onEachLine('F18 a line that is dead', (line) => line.swallow()),
  onEachLine('F19 a line that is refused', (line) => line.refuse()),
]

describeWithRedis('what comes to Redis too late', () => {
  let lines: LinedWorld
  beforeAll(async () => {
    lines = await startLinedWorld()
  })
  afterAll(() => lines.close())

  it.each(faults)('$name: thousands are answered 503, and nothing of what they asked for is done', async (fault) => {
    const { world, redis, lined } = lines
    const total = Math.min(scaled(40), fault.rounds ?? 40)
    const report = progress('rounds', total)
    const stock = await stockUp(world, 6)
    const before = await contentsOf(redis)
    await fault.begin(lines)
    const responses: Answer[] = []
    try {
      for (let round = 1; round <= total; round++) {
        const all = await Promise.all(Array.from({ length: together }, () => askForAll(world, stock)))
        responses.push(...all.flat())
        report(round)
      }
    } finally {
      await fault.end(lines)
    }
    expectWords(responses, only503)
    const counts = lined.map(({ line }) => countScripts(line))
    await world.expectRecovery()
    const sent = counts.reduce((sum, count) => sum + count(), 0)
    expect(changesSince(before, await contentsOf(redis))).toEqual([])
    // Only the commands of the first requests, which found out; none for the later ones.
    expect(sent).toBeLessThan((2 * responses.length) / total)
    process.stdout.write(`      ${responses.length} requests meanwhile; ${sent} scripts until all was well again\n`)
    passAll(lines)
    await expectKept(world, stock)
    await expectWhole(redis)
    await world.expectPeace()
  })

  const random = chances('F17')
  const anyOf = (most: number) => () => random() * most
  const delays: readonly {
    readonly name: string
    readonly words: RegExp
    readonly there: Delay
    readonly back: Delay
  }[] = [
    { name: 'up to 100 ms each way', words: right, there: anyOf(100), back: anyOf(100) },
    { name: 'up to a second each way', words: rightOr503, there: anyOf(1_000), back: anyOf(1_000) },
    // Redis does everything, and no reply arrives.
    { name: 'a second on the way back', words: only503, there: 0, back: 1_000 },
  ]

  it.each(delays)(
    'F17 by $name: what is answered is right, or 503, and is so when it is asked for again',
    async (slow) => {
      const { world, redis, lined } = lines
      const stock = await stockUp(world, 6)
      for (const { line } of lined) line.delay(slow.there, slow.back)
      for (let round = 0; round < 3; round++) expectWords(await askForAll(world, stock), slow.words)
      passAll(lines)
      await world.expectRecovery()
      await expectKept(world, stock)
      await expectWhole(redis)
      await world.expectPeace()
    },
  )
})
