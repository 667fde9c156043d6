import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { chances, progress, scaled } from './chance.js'
import { type RefreshWorld, startRefreshWorld } from './client/refresh-world.js'
import type { Asked, Refresher } from './client/refresher.js'

const most = 20
/** A short run has fewer processes: most of its time is their start. */
const many = Math.max(5, Math.min(most, scaled(10 * most)))
/** No token lives so long, so each call is a refresh. */
const longerThanAnyLife = 10 * 365 * 86_400_000
/** A refresh is over in this time on a machine that is not busy, so the kills hit every part of it. */
const longestDelay = 40
const refreshesForAKill = 5

describe('processes that share one file of tokens', () => {
  let world: RefreshWorld
  const failures: string[] = []

  beforeEach(async () => {
    world = await startRefreshWorld()
    failures.splice(0)
  })
  afterEach(() => world.close())

  const startMany = (hasLock = true): Promise<readonly Refresher[]> =>
    Promise.all(Array.from({ length: many }, () => world.start({ hasLock })))

  const note = (asked: Asked | undefined) => {
    if (asked !== undefined && 'failure' in asked) failures.push(asked.failure)
  }

  /** What holds at the end: one family is alive, no refresh was refused, and the next process has a token at once. */
  async function expectSignedIn(): Promise<void> {
    expect(failures).toEqual([])
    expect(await world.server.grants()).toBe(1)
    const next = await world.start()
    expect(await next.ask(longerThanAnyLife)).toEqual({ token: (await world.kept()).accessToken })
    expect(next.events).toEqual(['refreshed'])
  }

  it('CK13 are killed at any moment: the person stays signed in, and nothing is left that the next one cannot clean', async () => {
    const total = scaled(1_000)
    const report = progress('refreshes', total)
    const random = chances('CK13')
    let kills = 0
    let finish = () => {}
    const done = new Promise<void>((resolve) => {
      finish = resolve
    })
    const killSoon = (sender: string) => {
      const alive = world.processes.filter((one) => !one.isOver())
      const anyone = alive[Math.floor(random() * alive.length)]
      const victim = random() < 0.7 ? alive.find(({ name }) => name === sender) : anyone
      kills += 1
      setTimeout(() => void victim?.kill(), random() * longestDelay)
    }
    const end = world.server.intercept((request, next) => {
      const { length } = world.server.refreshes
      const sender = request.headers.get('x-process')
      if (sender !== null && request.url.endsWith('/token')) {
        report(length)
        if (length >= total) finish()
        if (length % refreshesForAKill === 0) killSoon(sender)
      }
      return next(request)
    })
    let isStopped = false
    async function work(): Promise<void> {
      while (!isStopped) {
        const one = await world.start()
        while (!one.isOver() && !isStopped) note(await one.ask(longerThanAnyLife))
        if (failures.length > 0) finish()
      }
    }
    const watching = world.watch()
    const working = Promise.all(Array.from({ length: many }, work))
    await Promise.race([done, working])
    isStopped = true
    // All of them at once, in the middle of their work.
    await Promise.all(world.processes.map((one) => one.kill()))
    await working
    end()
    const { looks, torn } = await watching.stop()
    const left = await world.leftBehind()
    process.stdout.write(`      ${kills} kills, ${looks} looks at the file, left behind: ${left.length} files\n`)
    expect(torn).toEqual([])
    expect(new Set(world.server.refreshes)).toEqual(new Set(['refreshed']))
    await expectSignedIn()
    // A right to a lock of a dead process is removed when it is old: a process may look at it now.
    const young = await world.leftBehind()
    expect(young.filter((name) => !name.includes('.lock.over-'))).toEqual([])
    await world.age(young)
    await expectSignedIn()
    expect(await world.leftBehind()).toEqual([])
  })
  it('CK13 the lock of a process that was killed is taken over at once, also if it looks fresh', async () => {
    const [first, second] = [await world.start(), await world.start()]
    const end = world.server.intercept(async (request, next) => {
      if (request.headers.get('x-process') === first.name && request.url.endsWith('/token')) await first.kill()
      return next(request)
    })
    expect(await first.ask(longerThanAnyLife)).toBeUndefined()
    end()
    const left = await world.leftBehind()
    expect(left).toEqual([expect.stringMatching(/\.lock$/)])
    const stop = world.keepFresh(String(left[0]))
    note(await second.ask(longerThanAnyLife))
    stop()
    expect(second.events).toEqual(['refreshed'])
    await expectSignedIn()
    expect(await world.leftBehind()).toEqual([])
  })

  /** All processes find the access token expired at the same time. Resolves to the number of requests that this took. */
  async function refreshAtOnce(processes: readonly Refresher[]): Promise<number> {
    const before = world.server.refreshes.length
    const { accessToken } = await world.kept()
    await world.expireAccessToken()
    const asked = await Promise.all(processes.map((one) => one.ask()))
    const now = (await world.kept()).accessToken
    expect(now).not.toBe(accessToken)
    expect(asked).toEqual(processes.map(() => ({ token: now })))
    return world.server.refreshes.length - before
  }

  it.each([
    ['CK11 one request', 100, true],
    ['CK12 without a lock several requests', 50, false],
  ] as const)('find one expired access token: %s, and all end with the same token', async (name, rounds, hasLock) => {
    const total = scaled(rounds)
    const report = progress(`${name}, runs`, total)
    const processes = await startMany(hasLock)
    let requests = 0
    for (let round = 1; round <= total; round++) {
      requests += await refreshAtOnce(processes)
      report(round)
    }
    process.stdout.write(`      ${name}: ${requests} requests in ${total} runs\n`)
    // A process that stands still for ten seconds loses its lock, so there may be more than one a run.
    if (hasLock) expect(requests).toBeLessThan(2 * total)
    await expectSignedIn()
  })

  it.each([
    ['its tokens are not kept', 'granted'],
    ['it is not signed out', 'refused'],
  ] as const)('CK12 have one whose request takes longer than two refreshes of others: %s', async (_, answer) => {
    const [late, other] = [await world.start({ hasLock: false }), await world.start({ hasLock: false })]
    let newest: Asked | undefined
    const end = world.server.intercept(async (request, next) => {
      if (request.headers.get('x-process') !== late.name || !request.url.endsWith('/token')) return next(request)
      const granted = await next(request)
      note(await other.ask(longerThanAnyLife))
      newest = await other.ask(longerThanAnyLife)
      return answer === 'granted' ? granted : Response.json({ error: 'invalid_grant' }, { status: 400 })
    })
    expect(await late.ask(longerThanAnyLife)).toEqual(newest)
    end()
    expect(late.events).toEqual(['adopted'])
    expect(await world.kept()).toMatchObject({ accessToken: Object(newest).token })
    await expectSignedIn()
  })
})
