// @module-tag thorough
import { afterEach, describe, expect, it } from 'vitest'
import { startRedis } from '../packages/store-redis/test-support/redis-server.js'
import { describeWithRedis } from '../packages/store-redis/test-support/with-redis.js'
import { type RunningDemo, startDemo } from './support/demo-process.js'

const running: RunningDemo[] = []

afterEach(async () => {
  await Promise.all(running.splice(0).map((demo) => demo.stop('SIGKILL')))
})

async function start(environment: Record<string, string>): Promise<RunningDemo> {
  const demo = await startDemo({ TRUST_PROXY: 'loopback', ...environment })
  running.push(demo)
  return demo
}

async function logIn(demo: RunningDemo | undefined, ip: string, username: string, password: string) {
  const { status } = await fetch(`${demo?.address}/login`, {
    method: 'POST',
    headers: { 'x-forwarded-for': ip },
    body: new URLSearchParams({ username, password }),
  })
  return status
}

/** Fifty wrong passwords at once, of fifty usernames. Returns their statuses. */
async function guessFrom(demos: readonly RunningDemo[], ip: string): Promise<Readonly<Record<number, number>>> {
  const guesses = Array.from({ length: 50 }, (_, nth) =>
    logIn(demos[nth % demos.length], ip, `nobody-${nth}`, 'a wrong password'),
  )
  const counts: Record<number, number> = {}
  for (const status of await Promise.all(guesses)) counts[status] = (counts[status] ?? 0) + 1
  return counts
}

describeWithRedis('the demo with LIMITS, in two processes on one Redis', () => {
  it('judges exactly twenty of fifty guesses at once, and lets others in', async () => {
    const redis = await startRedis()
    try {
      const shared = {
        REDIS_URL: redis.url,
        DEVICEGRANT_SECRET: 'a secret that everybody may know, since it is for tests',
        ISSUER: 'http://127.0.0.1:3000',
        LIMITS: 'on',
      }
      const demos = [await start(shared), await start({ ...shared, FRAMEWORK: 'koa' })]
      expect(await guessFrom(demos, '198.51.100.1')).toEqual({ 400: 20, 429: 30 })
      for (const demo of demos) {
        expect(await logIn(demo, '198.51.100.1', 'alice', 'correct horse battery staple')).toBe(429)
        expect(await logIn(demo, '198.51.100.2', 'alice', 'correct horse battery staple')).toBe(200)
      }
    } finally {
      await redis.stop()
    }
  })
})

describe('the demo with LIMITS=off', () => {
  it('says so at the start, and refuses no guess', async () => {
    const demo = await start({ LIMITS: 'off' })
    const statuses = await guessFrom([demo], '198.51.100.1')
    expect(Object.keys(statuses).filter((status) => status === '429')).toEqual([])
    const { output, errors } = await demo.stop('SIGTERM')
    expect(output).toContain('LIMITS is off: every caller can guess passwords and codes as often as they like.')
    expect(errors).toContain('the limits are off')
  })
})
