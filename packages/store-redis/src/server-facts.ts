import type { Duration } from '@devicegrant/core'
import type { RedisConnection } from './connection.js'
import { inTime } from './in-time.js'
import { monotonic } from './monotonic.js'
import type { RedisClock } from './redis-clock.js'
import { scripts } from './scripts.js'
import { isErrorReply, sendScript } from './send-script.js'

/** The settings of a primary. A setting that the server does not reveal, as some managed services, is absent. */
export interface ServerFacts {
  /** The unique id of the server. */
  readonly id: string
  readonly version: readonly [major: number, minor: number]
  readonly isReplica: boolean
  readonly replicas: number
  /** `maxmemory` in bytes; 0 means no limit. */
  readonly memoryLimit: number
  readonly evictionPolicy: string
  readonly hasLog: boolean
  /** `appendfsync`: when Redis writes its append-only file to the disk. */
  readonly logSync?: string
  /** `save`: when Redis writes snapshots; empty means never. */
  readonly snapshots?: string
  /** `min-replicas-to-write`. */
  readonly replicasToWrite?: number
  /** The number of primaries in its cluster; 1 without a cluster. */
  readonly primaries: number
  /** Whether the connection reaches only this server, and not the others of its cluster. */
  readonly isAlone: boolean
  /** The time of the server minus `monotonic`, in milliseconds. */
  readonly ahead: number
}

// 1 000 keys find every primary with at least 1 % of the slots. The first keys are few, because a server may be down.
const atFirst = 3
const together = 20
const tries = 1_000

/**
 * Resolves to the settings of every primary that replies within `patience` (milliseconds), and to an empty list if the ACL
 * forbids INFO. Keys in different slots find the primaries of a cluster. Rejects if no primary can be reached.
 */
export async function learnFacts(
  connection: RedisConnection,
  clock: RedisClock,
  prefix: string,
  patience: Duration,
): Promise<readonly ServerFacts[]> {
  const found = new Map<string, OwnFacts>()
  let asked = 0

  let isAlone = false

  async function ask(count: number): Promise<readonly PromiseSettledResult<unknown>[]> {
    const keys = Array.from({ length: count }, (_, nth) => `${prefix}doctor:${asked + nth}`)
    asked += count
    const asking = keys.map(async (key) => {
      const facts = await inTime(factsAt(connection, clock, key), patience)
      if (facts !== undefined) found.set(facts.id, facts)
    })
    const responses = await Promise.allSettled(asking)
    isAlone ||= responses.some((response) => response.status === 'rejected' && isErrorReply(response.reason, 'MOVED'))
    return responses
  }

  const first = await ask(atFirst)
  // All keys belonged to other nodes. Another key belongs to the node of this connection.
  if (found.size === 0 && isAlone) await ask(together)
  if (found.size === 0) for (const response of first) if (response.status === 'rejected') throw response.reason
  const primaries = Math.max(1, ...[...found.values()].map((facts) => facts.primaries))
  let reachedAll = found.size > 0
  while (reachedAll && found.size < primaries && asked < tries) {
    reachedAll = (await ask(together)).every(({ status }) => status === 'fulfilled')
  }
  return [...found.values()].map((facts) => ({ ...facts, isAlone }))
}

type OwnFacts = Omit<ServerFacts, 'isAlone'>

async function factsAt(connection: RedisConnection, clock: RedisClock, key: string): Promise<OwnFacts | undefined> {
  const { moment, status, values } = await sendScript(connection, clock, { script: scripts.introduce, key, args: [] })
  if (status !== 'found') return undefined
  const told = readInfo(String(values[0]))
  const ahead = moment - monotonic()
  const [config, primaries] = await Promise.all([configAt(connection, key), clusterAt(connection, key, told)])
  return { ...factsIn(told), ...config, primaries, ahead }
}

function factsIn(told: ReadonlyMap<string, string>): Omit<OwnFacts, 'primaries' | 'ahead'> {
  const [major = 0, minor = 0] = (told.get('redis_version') ?? '').split('.').map(Number)
  return {
    id: told.get('run_id') ?? '',
    version: [major, minor],
    isReplica: told.get('role') === 'slave',
    replicas: Number(told.get('connected_slaves') ?? 0),
    memoryLimit: Number(told.get('maxmemory') ?? 0),
    evictionPolicy: told.get('maxmemory_policy') ?? 'noeviction',
    hasLog: told.get('aof_enabled') === '1',
  }
}

async function configAt(
  connection: RedisConnection,
  key: string,
): Promise<Pick<ServerFacts, 'logSync' | 'snapshots' | 'replicasToWrite'>> {
  const [logSync, snapshots, toWrite] = await Promise.all(
    ['appendfsync', 'save', 'min-replicas-to-write'].map((name) => configOf(connection, key, name)),
  )
  return {
    ...(logSync !== undefined && { logSync }),
    ...(snapshots !== undefined && { snapshots }),
    ...(toWrite !== undefined && { replicasToWrite: Number(toWrite) }),
  }
}

async function configOf(connection: RedisConnection, key: string, name: string): Promise<string | undefined> {
  const reply = await ask(connection, key, ['CONFIG', 'GET', name])
  if (Array.isArray(reply)) return reply[1] === undefined ? undefined : String(reply[1])
  const value: unknown = reply instanceof Map ? reply.get(name) : Reflect.get(Object(reply), name)
  return value === undefined ? undefined : String(value)
}

async function clusterAt(connection: RedisConnection, key: string, told: ReadonlyMap<string, string>): Promise<number> {
  if (told.get('cluster_enabled') !== '1') return 1
  return Number(readInfo(String(await ask(connection, key, ['CLUSTER', 'INFO']))).get('cluster_size') ?? 1)
}

// A managed service may forbid the command: then the setting is unknown. A script goes first, because a client finds the
// node by the key in the first command.
async function ask(connection: RedisConnection, key: string, command: readonly string[]): Promise<unknown> {
  try {
    const [, reply] = await connection.send(key, [['EVAL', 'return 1', '1', key], command])
    return reply instanceof Error ? undefined : reply
  } catch (fault) {
    if (isErrorReply(fault)) return undefined
    throw fault
  }
}

function readInfo(text: string): ReadonlyMap<string, string> {
  const lines = text.split(/\r?\n/).map((line) => /^(\w+):(.*)$/.exec(line))
  return new Map(lines.flatMap((line) => (line?.[1] === undefined ? [] : [[line[1], line[2] ?? '']])))
}
