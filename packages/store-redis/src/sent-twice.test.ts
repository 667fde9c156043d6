// @module-tag thorough
import { familyStoreCases, jtiStoreCases, storeCases } from '@devicegrant/testing'
import { beforeAll, describe, it } from 'vitest'
import { type Ground, subjectOn } from '../test-support/stores-on.js'
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

describeWithRedis.each([
  ['that sends everything twice', stuttering, storeCases.filter(({ id }) => !together.has(id))],
  ['that forgets every script', forgetful, storeCases],
])('over a connection %s', (_name, around, cases) => {
  const setup = useRedis()
  let ground: Ground

  beforeAll(async () => {
    ground = { connection: around(fromIoredis(setup.redis)), servers: [setup.server] }
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
