import { familyStoreCases, onceStoreCases, storeCases } from '@devicegrant/core/testing'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { type RedisServer, startRedis } from '../test-support/redis-server.js'
import { type Ground, subjectOn } from '../test-support/stores-on.js'
import { describeWithRedis } from '../test-support/with-redis.js'
import { fromIoredis, type RedisConnection } from './index.js'

/** What ioredis does when the reply to the first is lost with its connection: nobody hears anything but the second. */
function stuttering({ send }: RedisConnection): RedisConnection {
  return {
    async send(key, commands) {
      await send(key, commands)
      return send(key, commands)
    },
  }
}

/** A server that knows no script for longer than a moment. */
function forgetful({ send }: RedisConnection): RedisConnection {
  return {
    async send(key, commands) {
      await send(key, [['SCRIPT', 'FLUSH', 'SYNC']])
      return send(key, commands)
    },
  }
}

// A poll is known again as long as it is the last one of its code. A device that sends many at once, over a connection that
// breaks, may be told that it polls too fast: it does.
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
    it.each(cases)('$id: a store $law', ({ run }) => run(subjectOn(ground, ({ store }) => store)))
  })

  describe('token families', () => {
    it.each(familyStoreCases)('$id: a store $law', ({ run }) => run(subjectOn(ground, ({ families }) => families)))
  })

  describe('what may be used once', () => {
    it.each(onceStoreCases)('$id: a store $law', ({ run }) => run(subjectOn(ground, ({ used }) => used)))
  })
})
