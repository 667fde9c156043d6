import type { AuditResponse } from '@devicegrant/testing'
import { describe } from 'vitest'
import { describeWithRedis } from '../../packages/store-redis/test-support/with-redis.js'
import { formType, json } from '../flow.js'
import { type Ground, grounds, type LimitsWorld, openWorld, password, type WorldSettings } from './limits-world.js'

const jsonType = ['Content-Type', 'application/json'] as const
const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'

/** Runs the tests once for each ground. */
export function describeOnEveryGround(title: string, tests: (ground: Ground) => void): void {
  for (const ground of grounds) {
    const describeHere = ground === 'memory' ? describe : describeWithRedis
    describeHere(`${title}, on ${ground}`, () => tests(ground))
  }
}

/** Runs a function in a world of its own. */
export async function inWorld(
  ground: Ground,
  settings: WorldSettings,
  run: (world: LimitsWorld) => Promise<void>,
): Promise<void> {
  const world = await openWorld(ground, settings)
  try {
    await run(world)
  } finally {
    await world.close()
  }
}

/** Sends a form from this address. */
export function post(
  world: LimitsWorld,
  address: string,
  path: string,
  fields: Readonly<Record<string, string>>,
  headers: readonly (readonly [string, string])[] = [],
): Promise<AuditResponse> {
  return world.send({ path, address, headers: [formType, ...headers], body: String(new URLSearchParams(fields)) })
}

export const logIn = (world: LimitsWorld, address: string, username: string, given = password) =>
  post(world, address, '/login', { username, password: given })

export const start = (world: LimitsWorld, address: string, clientId = 'fake-cli') =>
  post(world, address, '/device_authorization', { client_id: clientId })

export const poll = (world: LimitsWorld, address: string, deviceCode: string) =>
  post(world, address, '/token', { client_id: 'fake-cli', grant_type: deviceGrant, device_code: deviceCode })

/** An introspection of an unknown token. */
export const introspect = (world: LimitsWorld, address: string, secret = 'fake-api-secret') =>
  post(world, address, '/introspect', { client_id: 'fake-api', client_secret: secret, token: 'unknown' })

/** The two codes of a new authorization, which a device at this address starts. */
export async function startCode(world: LimitsWorld, address = '203.0.113.200') {
  const { user_code: userCode = '', device_code: deviceCode = '', ...rest } = json(await start(world, address))
  return { userCode, deviceCode, link: rest['verification_uri_complete'] ?? '' }
}

/** A session of a person, who guesses from this address. */
export async function signIn(world: LimitsWorld, username: string, address: string) {
  const { access_token: token } = json(await logIn(world, address, username))
  const headers = [jsonType, ['Authorization', `Bearer ${token}`] as const]
  return (userCode: string, from = address) =>
    world.send({ path: '/device/lookup', address: from, headers, body: JSON.stringify({ user_code: userCode }) })
}

/** A user code of the right form that nobody has. */
export function wrongCode(nth: number): string {
  const letters = 'BCDFGHJKLMNPQRSTVWXZ'
  const digits = Array.from({ length: 8 }, (_, place) => letters[Math.floor(nth / 20 ** place) % 20])
  return digits.join('')
}

/** An address for each number, in a network of its own for every number. */
export function farAddress(nth: number): string {
  return `${20 + (nth >> 16)}.${(nth >> 8) & 255}.${nth & 255}.7`
}

export function retryAfterOf({ headers }: AuditResponse): number {
  const value = headers.find(([name]) => name.toLowerCase() === 'retry-after')?.[1] ?? ''
  return /^[1-9]\d*$/.test(value) ? Number(value) : Number.NaN
}

/** How many of the responses have each status. */
export function statusesOf(responses: readonly AuditResponse[]): Readonly<Record<number, number>> {
  const counts: Record<number, number> = {}
  for (const { status } of responses) counts[status] = (counts[status] ?? 0) + 1
  return counts
}

/** Does it so many times, one after another. */
export async function times<Result>(count: number, run: (nth: number) => Promise<Result>): Promise<readonly Result[]> {
  const results: Result[] = []
  for (let nth = 0; nth < count; nth++) results.push(await run(nth))
  return results
}

/** Does it so many times at once. */
export function atOnce<Result>(count: number, run: (nth: number) => Promise<Result>): Promise<readonly Result[]> {
  return Promise.all(Array.from({ length: count }, (_, nth) => run(nth)))
}
