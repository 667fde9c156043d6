// @module-tag thorough
import { familyStoreCases, jtiStoreCases, limitStoreCases, storeCases } from '@devicegrant/testing'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Ground, openStores, subjectOn } from '../test-support/stores-on.js'
import { useRedis } from '../test-support/use-redis.js'
import { describeWithRedis } from '../test-support/with-redis.js'
import { fromIoredis, type RedisConnection } from './index.js'

/** Sends every command twice and returns the second reply, as ioredis does when it loses the connection and the first reply. */
function stuttering({ send }: RedisConnection): RedisConnection {
  return {
    async send(key, commands) {
      await send(key, commands)
      return send(key, commands)
    },
  }
}

/** A server that forgets every script at once. */
function forgetful({ send }: RedisConnection): RedisConnection {
  return {
    async send(key, commands) {
      await send(key, [['SCRIPT', 'FLUSH', 'SYNC']])
      return send(key, commands)
    },
  }
}

// The store recognizes a repeated poll only if it is the last poll of its code. A device that sends many polls at once over a
// connection that breaks may get `slow_down`, which is correct: it polls too fast.
const together = new Set(['poll-race-has-no-twins', 'poll-and-replace-do-not-collide'])
// In the same way it recognizes a try only if it is the last one of its name. Of tries that are sent at the same time over such a
// connection, some take two, so fewer are granted.
const triesTogether = new Set([
  'rate-race-grants-its-burst',
  'refund-race-gives-all-back',
  'streak-race-grants-the-free-failures',
  'streak-is-forgotten',
  'limit-twins-are-one-store',
])

describeWithRedis.each([
  ['that sends everything twice', stuttering, together, triesTogether],
  ['that forgets every script', forgetful, new Set<string>(), new Set<string>()],
])('over a connection %s', (_name, around, pollsTogether, raced) => {
  const setup = useRedis()
  let ground: Ground

  beforeAll(async () => {
    ground = { connection: around(fromIoredis(setup.redis)), servers: [setup.server] }
  })

  describe('device authorizations', () => {
    const cases = storeCases.filter(({ id }) => !pollsTogether.has(id))
    it.each(cases)('$id: a store $law', ({ run }) => run(subjectOn(ground, ({ authorizations }) => authorizations)))
  })

  describe('token families', () => {
    it.each(familyStoreCases)('$id: a store $law', ({ run }) => run(subjectOn(ground, ({ families }) => families)))
  })

  describe('used names', () => {
    it.each(jtiStoreCases)('$id: a store $law', ({ run }) => run(subjectOn(ground, ({ jtis }) => jtis)))
  })

  describe('tries', () => {
    const cases = limitStoreCases.filter(({ id }) => !raced.has(id))
    it.each(cases)('$id: a store $law', ({ run }) => run(subjectOn(ground, ({ limits }) => limits)))
  })

  it('grants no more tries at the same time than a rule allows, and each try takes at most two', async () => {
    const { limits } = await openStores(ground)
    const at = Date.now()
    const rate = { kind: 'rate', burst: 20, every: 60_000 } as const
    const tries = await Promise.all(Array.from({ length: 8 }, () => limits.reserve('name', rate, at)))
    expect(tries.every((one) => one.granted)).toBe(true)
    const next = await limits.reserve('name', rate, at)
    expect(next.granted && next.used).toBeGreaterThanOrEqual(9)
    expect(next.granted && next.used).toBeLessThanOrEqual(17)
    const more = await Promise.all(Array.from({ length: 50 }, () => limits.reserve('name', rate, at)))
    expect(more.filter((one) => one.granted).length).toBeLessThanOrEqual(11)
  })
})
