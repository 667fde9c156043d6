import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { RedisServer } from '../../packages/store-redis/test-support/redis-server.js'
import { openConnection } from '../../packages/store-redis/test-support/resp-connection.js'
import { until } from '../../packages/store-redis/test-support/until.js'

/** A Redis that is there and says no. */
export interface Refusal {
  /** The first word of what it says. */
  readonly word: string
  readonly why: string
  begin(redis: RedisServer): Promise<unknown>
  end(redis: RedisServer): Promise<unknown>
}

const set = (redis: RedisServer, ...words: readonly string[]) => redis.command('CONFIG', 'SET', ...words)
// Existing connections are authenticated already, and stay so.
const hangUpOnClients = (redis: RedisServer) => redis.command('CLIENT', 'KILL', 'TYPE', 'normal')
const nobody = ['127.0.0.1', '1'] as const

/** The ways in which a Redis refuses a client without a name. */
export const refusals: readonly Refusal[] = [
  {
    word: 'READONLY',
    why: 'it was made a replica, and keeps its data',
    begin: (redis) => redis.command('REPLICAOF', ...nobody),
    end: (redis) => redis.command('REPLICAOF', 'NO', 'ONE'),
  },
  {
    word: 'MASTERDOWN',
    why: 'it was made a replica that does not answer without its primary',
    async begin(redis) {
      await set(redis, 'replica-serve-stale-data', 'no')
      await redis.command('REPLICAOF', ...nobody)
    },
    async end(redis) {
      await redis.command('REPLICAOF', 'NO', 'ONE')
      await set(redis, 'replica-serve-stale-data', 'yes')
    },
  },
  {
    word: 'NOREPLICAS',
    why: 'too few replicas follow it',
    begin: (redis) => set(redis, 'min-replicas-to-write', '1'),
    end: (redis) => set(redis, 'min-replicas-to-write', '0'),
  },
  {
    word: 'MISCONF',
    why: 'it cannot write its snapshots',
    async begin(redis) {
      // In the place of the snapshot is a directory with something in it, which root cannot write over either.
      await mkdir(join(placeOfSnapshot(redis), 'in the way'), { recursive: true })
      await set(redis, 'save', '3600 1')
      await saveUntil(redis, 'err')
    },
    async end(redis) {
      await rm(placeOfSnapshot(redis), { recursive: true })
      await saveUntil(redis, 'ok')
      await set(redis, 'save', '')
    },
  },
  {
    word: 'BUSY',
    why: 'a script does not end',
    async begin(redis) {
      await set(redis, 'lua-time-limit', '20')
      const forScript = await openConnection(redis)
      // It ends as it is meant to, by being killed.
      forScript.call('EVAL', 'while true do end', '0').then(
        () => {},
        () => forScript.close(),
      )
    },
    end: (redis) => redis.command('SCRIPT', 'KILL'),
  },
  {
    word: 'NOAUTH',
    why: 'it has got a password that no server knows',
    async begin(redis) {
      await set(redis, 'requirepass', 'news to everybody')
      await hangUpOnClients(redis)
    },
    end: (redis) => set(redis, 'requirepass', ''),
  },
  {
    word: 'ERR max number of clients',
    why: 'it has all the clients that it takes',
    async begin(redis) {
      await set(redis, 'maxclients', '1')
      await hangUpOnClients(redis)
    },
    end: (redis) => set(redis, 'maxclients', '1000'),
  },
]

const user = 'shop'

/** The URL by which this user comes to it, with this password. */
export function urlOfUser({ host, port }: RedisServer, password: string): string {
  return `redis://${user}:${password}@${host}:${port}`
}

/**
 * Refuses new connections without a name, and keeps existing ones. ioredis continues as a stranger if its password is
 * refused. Returns the URL of a driver.
 */
export async function closeToStrangers(redis: RedisServer): Promise<string> {
  await set(redis, 'requirepass', 'of the driver')
  return `redis://:${encodeURIComponent('of the driver')}@${redis.host}:${redis.port}`
}

/** Lets the user in, with this password and for everything. */
export function admitUser(redis: RedisServer, password: string): Promise<unknown> {
  return redis.command('ACL', 'SETUSER', user, 'on', 'resetpass', `>${password}`, 'allkeys', '+@all')
}

/** The ways in which a Redis refuses a user that it knows, whose password is this one. */
export function refusalsOfUser(password: string): readonly Refusal[] {
  return [
    {
      word: 'WRONGPASS',
      why: 'the password was changed',
      async begin(redis) {
        await redis.command('ACL', 'SETUSER', user, 'resetpass', '>another')
        await redis.command('CLIENT', 'KILL', 'USER', user)
      },
      end: (redis) => admitUser(redis, password),
    },
    {
      word: 'NOPERM',
      why: 'the user may do nothing any more',
      begin: (redis) => redis.command('ACL', 'SETUSER', user, '-@all'),
      end: (redis) => admitUser(redis, password),
    },
  ]
}

function placeOfSnapshot({ directory }: RedisServer): string {
  return join(directory, 'dump.rdb')
}

async function saveUntil(redis: RedisServer, status: 'ok' | 'err'): Promise<void> {
  await redis.command('BGSAVE')
  await until(`is the last snapshot ${status}?`, async () => {
    const info = String(await redis.command('INFO', 'persistence'))
    return info.includes('rdb_bgsave_in_progress:0') && info.includes(`rdb_last_bgsave_status:${status}`)
  })
}
