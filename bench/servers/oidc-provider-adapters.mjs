// Storage of oidc-provider. Its own adapter in memory keeps 1 000 entries at most; this one keeps all. The adapter in Redis has
// the keys and commands of the example in the repository of oidc-provider.
import { createRequire } from 'node:module'
import { ioredisAdvice } from '../../packages/store-redis/dist/index.js'
import { second } from '../names.mjs'

const grantable = new Set(['AccessToken', 'AuthorizationCode', 'RefreshToken', 'DeviceCode'])

/** Returns the factory of adapters that keep everything in maps. */
export function memoryAdapter() {
  const userCodes = new Map()
  const grants = new Map()
  return (model) => {
    const entries = new Map()
    return {
      async upsert(id, payload) {
        entries.set(id, payload)
        if (payload.userCode !== undefined) userCodes.set(payload.userCode, id)
        if (payload.grantId === undefined || !grantable.has(model)) return
        const members = grants.get(payload.grantId) ?? []
        members.push({ entries, id })
        grants.set(payload.grantId, members)
      },
      find: async (id) => living(entries.get(id)),
      findByUserCode: async (userCode) => living(entries.get(userCodes.get(userCode))),
      async consume(id) {
        entries.get(id).consumed = Math.floor(Date.now() / second)
      },
      destroy: async (id) => void entries.delete(id),
      async revokeByGrantId(grantId) {
        for (const member of grants.get(grantId) ?? []) member.entries.delete(member.id)
        grants.delete(grantId)
      },
    }
  }
}

function living(payload) {
  return payload === undefined || payload.exp * second < Date.now() ? undefined : payload
}

/** Returns the factory of adapters in Redis. Their connection has the options that we advise for ours. */
export function redisAdapter(url, { pipelining = false }) {
  const { Redis } = createRequire(new URL('../../packages/store-redis/package.json', import.meta.url))('ioredis')
  const options = { ...ioredisAdvice, enableAutoPipelining: pipelining, keyPrefix: 'oidc:' }
  const redis = new Redis(url, options)
  return (model) => {
    const key = (id) => `${model}:${id}`
    const find = async (id) => {
      const { payload, ...rest } = await redis.hgetall(key(id))
      return payload === undefined ? undefined : { ...rest, ...JSON.parse(payload) }
    }
    return {
      find,
      async findByUserCode(userCode) {
        const id = await redis.get(`userCode:${userCode}`)
        return id === null ? undefined : find(id)
      },
      async upsert(id, payload, expiresIn) {
        const multi = redis.multi()
        multi.hset(key(id), { payload: JSON.stringify(payload) })
        if (expiresIn) multi.expire(key(id), expiresIn)
        if (grantable.has(model) && payload.grantId) {
          const grant = `grant:${payload.grantId}`
          multi.rpush(grant, key(id))
          const remaining = await redis.ttl(grant)
          if (expiresIn > remaining) multi.expire(grant, expiresIn)
        }
        if (payload.userCode) {
          multi.set(`userCode:${payload.userCode}`, id)
          multi.expire(`userCode:${payload.userCode}`, expiresIn)
        }
        await multi.exec()
      },
      consume: (id) => redis.hset(key(id), 'consumed', Math.floor(Date.now() / second)),
      destroy: (id) => redis.del(key(id)),
      async revokeByGrantId(grantId) {
        const grant = `grant:${grantId}`
        const multi = redis.multi()
        for (const member of await redis.lrange(grant, 0, -1)) multi.del(member)
        await multi.del(grant).exec()
      },
    }
  }
}
