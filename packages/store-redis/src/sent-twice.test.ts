// @module-tag thorough
import { familyStoreCases, jtiStoreCases, storeCases } from '@devicegrant/testing'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { type RedisServer, startRedis } from '../test-support/redis-server.js'
import { type Ground, subjectOn } from '../test-support/stores-on.js'
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

describeWithRedis.each([
  ['that sends everything twice', stuttering, storeCases.filter(({ id }) => !together.has(id))],
  ['that forgets every script', forgetful, storeCases],
])('over a connection %s', (_name, around, cases) => {
  let server: RedisServer
  let redis: Redis
  let ground: Ground

  beforeAll(async () => {
    server = await startRedis()
    redis = new Redis(server.url)
    ground = { connection: around(fromIoredis(redis)), servers: [server] }
  })
  afterAll(async () => {
    redis.disconnect()
    await server.stop()
  })

  describe('device authorizations', () => {
    it.each(cases)('$id: a store $law', ({ run }) => run(subjectOn(ground, ({ authorizations }) => authorizations)))
  })

  describe('token families', () => {
    it.each(familyStoreCases)('$id: a store $law', ({ run }) => run(subjectOn(ground, ({ families }) => families)))
  })

  describe('used names', () => {
    it.each(jtiStoreCases)('$id: a store $law', ({ run }) => run(subjectOn(ground, ({ jtis }) => jtis)))
  })
})
