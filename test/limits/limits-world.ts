import {
  type Account,
  createDeviceGrant,
  type DeviceGrantOptions,
  nodeListener,
  type Policy,
  type SecurityEvent,
} from '@devicegrant/core'
import { createLimitStore, type LimitStore } from '@devicegrant/core/stores'
import { createMemoryStores } from '@devicegrant/store-memory'
import { fromIoredis } from '@devicegrant/store-redis'
import { type AuditResponse, createFakeHost, type FakeHost } from '@devicegrant/testing'
import { Redis } from 'ioredis'
import { type RedisServer, startRedis } from '../../packages/store-redis/test-support/redis-server.js'
import { openStores } from '../../packages/store-redis/test-support/stores-on.js'
import { asListener, openServer } from '../doors.js'

/** Where the tries are counted: in the one process, or in one Redis for two processes. */
export type Ground = 'memory' | 'two processes on one Redis'

export const grounds: readonly Ground[] = ['memory', 'two processes on one Redis']

/** What a world may have other than by default. */
export interface WorldSettings {
  readonly limits?: NonNullable<DeviceGrantOptions['limits']>
  readonly policy?: Partial<Policy>
  /** Replaces the limit store of memory. */
  readonly store?: LimitStore
  readonly hashing?: NonNullable<DeviceGrantOptions['passwordLogin']>['limits']
  /** The timeout of a port. By default so long that a slow machine is no outage. */
  readonly timeout?: number
  /** Runs before each hash of a password. */
  readonly beforeHash?: () => Promise<void>
}

/** A person of every world: `person-0`, `person-1` and so on, all with this password. */
export const password = 'the right password of everybody'

/** A server with the default limits. Each request goes to the next of its processes. */
export interface LimitsWorld {
  readonly host: FakeHost
  readonly events: readonly SecurityEvent[]
  /** How many passwords were hashed, and how many accounts were looked up by their username. */
  readonly work: { hashes: number; lookUps: number }
  readonly limitStores: readonly LimitStore[]
  readonly redis: RedisServer | undefined
  /** Makes the next calls of this kind fail. */
  failHashes(times: number): void
  failCreates(times: number): void
  send(request: WorldRequest): Promise<AuditResponse>
  close(): Promise<void>
}

export interface WorldRequest {
  readonly method?: string
  readonly path: string
  readonly address: string
  readonly headers?: readonly (readonly [string, string])[]
  readonly body?: string
}

const known = /^person-\d+$/

function accountOf(username: string): Account | undefined {
  return known.test(username)
    ? { subject: `subject of ${username}`, username, passwordHash: `test:${password}` }
    : undefined
}

/** Opens a world. It must be closed. */
export async function openWorld(ground: Ground, settings: WorldSettings = {}): Promise<LimitsWorld> {
  const host = createFakeHost({ limits: settings.limits ?? {}, ...(settings.policy && { policy: settings.policy }) })
  const work = { hashes: 0, lookUps: 0 }
  const failing = { hashes: 0, creates: 0 }
  const server = ground === 'memory' ? undefined : await startRedis()
  const clients = server === undefined ? [] : [connect(server.url), connect(server.url)]
  const limitStores =
    server === undefined
      ? [settings.store ?? createLimitStore()]
      : await Promise.all(clients.map(async (client) => limitsOn(client)))
  // The records are shared in memory, because the clock of Redis cannot be moved.
  const { authorizations, ...others } = createMemoryStores({ clock: host.clock })
  const create: typeof authorizations.create = async (authorization) => {
    if (failing.creates-- > 0) throw new Error('the test asked for it')
    return authorizations.create(authorization)
  }
  const records = { ...others, authorizations: { ...authorizations, create } }

  const doors = await Promise.all(
    limitStores.map((limits) => {
      const grant = createDeviceGrant({ ...optionsOf(host, work, failing, settings), stores: { ...records, limits } })
      return openServer(asListener(nodeListener(grant)))
    }),
  )
  let nth = 0
  return {
    host,
    events: host.events,
    work,
    limitStores,
    redis: server,
    failHashes: (times) => {
      failing.hashes = times
    },
    failCreates: (times) => {
      failing.creates = times
    },
    send({ method = 'POST', path, address, headers = [], body }) {
      const door = doors[nth++ % doors.length]
      if (door === undefined) throw new Error('a world has a process')
      const all = [['X-Forwarded-For', address] as const, ...headers]
      return door.send({ method, path, headers: all, ...(body !== undefined && { body }) })
    },
    async close() {
      await Promise.all(doors.map((door) => door.close()))
      for (const client of clients) client.disconnect()
      await server?.stop()
    },
  }
}

function connect(url: string): Redis {
  // A test may kill the server.
  return new Redis(url).on('error', () => {})
}

async function limitsOn(client: Redis): Promise<LimitStore> {
  return (await openStores({ connection: fromIoredis(client) }, 'limits:')).limits
}

function optionsOf(
  { options }: FakeHost,
  work: LimitsWorld['work'],
  failing: { hashes: number },
  settings: WorldSettings,
) {
  const { beforeHash, hashing, timeout = 30_000 } = settings
  return {
    ...options,
    trustedProxies: ['127.0.0.1'],
    timeout,
    onWarning: () => {},
    accounts: {
      findAccount: async (subject: string) => accountOf(subject.replace('subject of ', '')),
      async findByUsername(username: string) {
        work.lookUps++
        return accountOf(username)
      },
    },
    passwordLogin: {
      ...options.passwordLogin,
      ...(hashing && { limits: hashing }),
      hasher: {
        hash: async (text: string) => `test:${text}`,
        async verify(hash: string, text: string) {
          work.hashes++
          if (failing.hashes-- > 0) throw new Error('the test asked for it')
          await beforeHash?.()
          return hash === `test:${text}`
        },
        isOutdated: () => false,
      },
    },
  }
}
