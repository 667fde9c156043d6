import { expect } from 'vitest'
import type { RedisServer } from '../../packages/store-redis/test-support/redis-server.js'
import { until } from '../../packages/store-redis/test-support/until.js'
import type { ServerProcess } from './server-process.js'
import type { Answer, World } from './world.js'

/** A code that Alice has looked at, and what she decides with. */
export interface Shown {
  readonly deviceCode: string
  readonly userCode: string
  readonly ticket: string
}

/** What there is before a fault, and has to be good after it. */
export interface Stock {
  /** Codes that Alice has approved, and whose device has no tokens yet. */
  readonly approved: Set<string>
  /** Codes that will never be decided. */
  readonly pending: readonly string[]
  /** Codes that Alice approves while the fault lasts, over HTTP. */
  readonly shown: readonly Shown[]
  /** The refresh tokens that were given last, each of a grant of its own. */
  readonly refreshTokens: string[]
  /** Alice's own token. */
  readonly session: string
}

/** So many of everything. */
export async function stockUp(world: World, count: number): Promise<Stock> {
  const session = await signIn(world)
  const redeemed = await world.approved(count)
  const tokens = await Promise.all(redeemed.map((code) => world.settle(runningIn(world), code)))
  expect(new Set(tokens.map(({ word }) => word))).toEqual(new Set(['200']))
  const undecided = await world.pending(count)
  const shown = undecided.map(async ({ deviceCode, userCode }, nth) => {
    const { body } = await answered(() => lookUp(world, serverOf(world, nth), session, userCode))
    return { deviceCode, userCode, ticket: String(body['ticket']) }
  })
  return {
    approved: new Set(await world.approved(count)),
    pending: (await world.pending(count)).map(({ deviceCode }) => deviceCode),
    shown: await Promise.all(shown),
    refreshTokens: tokens.map(({ body }) => String(body['refresh_token'])),
    session,
  }
}

/**
 * Asks the servers for everything at once: new codes, tokens, approvals, fresh tokens. Resolves to all of the answers.
 */
export async function askForAll(world: World, stock: Stock): Promise<readonly Answer[]> {
  const servers = runningIn(world)
  const responses = [
    ...servers.map((server) => world.begin(server)),
    ...servers.map((server) => logIn(world, server)),
    ...[...stock.approved].map((code, nth) => redeem(world, serverOf(world, nth), stock, code)),
    ...stock.pending.map((code, nth) => world.poll(serverOf(world, nth), code)),
    ...stock.shown.map((shown, nth) => approve(world, serverOf(world, nth), stock, shown)),
    ...stock.refreshTokens.map((_, nth) => refresh(world, serverOf(world, nth), stock, nth)),
  ]
  return Promise.all(responses)
}

/** Whether each of these is a whole answer, in one of these words; 503 says when to come again. */
export function expectWords(responses: readonly Answer[], words: RegExp): void {
  for (const { word, status, retryAfter } of responses) {
    expect(word).toMatch(words)
    if (status === 503) expect(retryAfter).toMatch(/^[1-9]\d*$/)
  }
}

/** Whether all of it is as good as it was: nothing approved was lost, and nothing pending was decided. */
export async function expectKept(world: World, stock: Stock): Promise<void> {
  const servers = runningIn(world)
  await eachOf([...stock.approved], async (code) => expect((await world.settle(servers, code)).word).toBe('200'))
  await eachOf(stock.pending, async (code, nth) => {
    const { word } = await answered(() => world.poll(serverOf(world, nth), code))
    expect(word).toMatch(/^400 (authorization_pending|slow_down)$/)
  })
  await eachOf(stock.shown, async (shown, nth) => {
    const { word } = await answered(() => approve(world, serverOf(world, nth), stock, shown))
    expect(word).toBe('200')
    expect((await world.settle(servers, shown.deviceCode)).word).toBe('200')
  })
  await eachOf(stock.refreshTokens, async (_, nth) => {
    const { word } = await answered(() => refresh(world, serverOf(world, nth), stock, nth))
    expect(word).toBe('200')
  })
}

/** Whether every value below the prefix is whole and will be forgotten one day. */
export async function expectWhole(redis: RedisServer, prefix = 'devicegrant:'): Promise<void> {
  const keys = await redis.command('KEYS', `${prefix}*`)
  if (!Array.isArray(keys)) throw new Error('no list of keys')
  for (const key of keys.map(String)) {
    expect(Number(await redis.command('PTTL', key))).not.toBe(-1)
    if (!/^[af]:/.test(key.slice(prefix.length))) continue
    expect(await redis.command('GET', key)).toMatch(/^2 \d+ \S+ \S+ \S+ \S+ \S+ \{.*\}$/)
  }
}

/** Asks again as long as the answer is 503. */
export async function answered(ask: () => Promise<Answer>): Promise<Answer> {
  let last: Answer | undefined
  await until('is it answered?', async () => {
    last = await ask()
    return last.status !== 503
  })
  if (last === undefined) throw new Error('nothing was asked')
  return last
}

/** Alice signs in. Resolves to her token. */
export async function signIn(world: World): Promise<string> {
  const { body } = await answered(() => logIn(world, serverOf(world, 0)))
  return String(body['access_token'])
}

/** Alice looks at a code. */
export function lookUp(world: World, server: ServerProcess, session: string, userCode: string): Promise<Answer> {
  return callAs(world, server, session, '/device/lookup', { user_code: userCode })
}

function logIn(world: World, server: ServerProcess): Promise<Answer> {
  const alice = { username: 'alice', password: 'correct horse battery staple' }
  return world.ask(server, '/login', { body: new URLSearchParams(alice) })
}

function approve(world: World, server: ServerProcess, { session }: Stock, shown: Shown): Promise<Answer> {
  const { userCode, ticket } = shown
  return callAs(world, server, session, '/device/decision', { user_code: userCode, ticket, decision: 'approve' })
}

// A device that has tokens polls no longer.
async function redeem(world: World, server: ServerProcess, { approved }: Stock, code: string): Promise<Answer> {
  const response = await world.poll(server, code)
  if (response.status === 200) approved.delete(code)
  return response
}

async function refresh(world: World, server: ServerProcess, { refreshTokens }: Stock, nth: number): Promise<Answer> {
  const response = await world.refresh(server, refreshTokens[nth] ?? '')
  if (response.status === 200) refreshTokens[nth] = String(response.body['refresh_token'])
  return response
}

/** Sends a JSON request with this session. */
export function callAs(
  world: World,
  server: ServerProcess,
  session: string,
  path: string,
  body: object,
): Promise<Answer> {
  const headers = { Authorization: `Bearer ${session}`, 'Content-Type': 'application/json' }
  return world.ask(server, path, { headers, body: JSON.stringify(body) })
}

function runningIn({ servers }: World): readonly ServerProcess[] {
  return servers.filter((server) => !server.isOver())
}

/** The servers that run take turns. */
export function serverOf(world: World, nth: number): ServerProcess {
  const servers = runningIn(world)
  const server = servers[nth % servers.length]
  if (server === undefined) throw new Error('there is no server')
  return server
}

async function eachOf<Item>(items: readonly Item[], run: (item: Item, nth: number) => Promise<void>): Promise<void> {
  await Promise.all(items.map(run))
}
