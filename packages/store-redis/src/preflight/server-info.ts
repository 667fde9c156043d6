import type { Duration } from '@devicegrant/core'
import { monotonic } from '../calls/monotonic.js'
import type { RedisClock } from '../calls/redis-clock.js'
import { isErrorReply, sendScript } from '../calls/send-script.js'
import { withinTimeout } from '../calls/within-timeout.js'
import type { RedisConnection } from '../connection/redis-connection.js'
import { serverInfo } from '../scripts/server-info-script.js'

/** The settings of a primary. A setting that the server does not reveal, as some managed services, is absent. */
export interface ServerInfo {
  /** The unique id of the server. */
  readonly id: string
  readonly version: readonly [major: number, minor: number]
  readonly isReplica: boolean
  readonly replicas: number
  /** `maxmemory` in bytes; 0 means no limit. */
  readonly memoryLimit: number
  readonly evictionPolicy: string
  /** Whether Redis writes an append-only file (AOF). */
  readonly hasAof: boolean
  /** `appendfsync`: when Redis flushes its append-only file to the disk. */
  readonly fsync?: string
  /** `save`: when Redis writes snapshots; empty means never. */
  readonly snapshots?: string
  /** `min-replicas-to-write`. */
  readonly replicasToWrite?: number
  /** The number of primaries in its cluster; 1 without a cluster. */
  readonly primaries: number
  /** Whether the server is no node of a cluster, and so many keys led to it that there are no others behind a proxy. */
  readonly hasAllKeys: boolean
  /** Whether the connection reaches only one node of a cluster. */
  readonly reachesOneNode: boolean
  /** The time of the server minus `monotonic`, in milliseconds. */
  readonly clockOffset: Duration
}

type NodeInfo = Omit<ServerInfo, 'reachesOneNode' | 'hasAllKeys'> & { readonly isOfCluster: boolean }

// 23 keys find a second server behind a proxy, unless it has almost no keys. 1 000 keys find every primary with at least 1 % of the slots. The first keys are few, because a server may be down.
const firstKeys = 3
const moreKeys = 20
const mostKeys = 1_000

/**
 * Resolves to the settings of every primary that replies within `timeout` (milliseconds), and to an empty list if the ACL
 * forbids INFO. Keys in different slots find the primaries of a cluster. Rejects if no primary can be reached.
 */
export async function readServerInfos(
  connection: RedisConnection,
  clock: RedisClock,
  prefix: string,
  timeout: Duration,
): Promise<readonly ServerInfo[]> {
  const found = new Map<string, NodeInfo>()
  let sent = 0
  let reachesOneNode = false

  async function sendTo(count: number): Promise<readonly PromiseSettledResult<unknown>[]> {
    const keys = Array.from({ length: count }, (_, nth) => `${prefix}preflight:${sent + nth}`)
    sent += count
    const reading = keys.map(async (key) => {
      const info = await withinTimeout(readNodeInfo(connection, clock, key, found), timeout)
      if (info !== undefined) found.set(info.id, info)
    })
    const results = await Promise.allSettled(reading)
    reachesOneNode ||= results.some((result) => result.status === 'rejected' && isErrorReply(result.reason, 'MOVED'))
    return results
  }

  const first = await sendTo(firstKeys)
  // All keys belonged to other nodes. Another key belongs to the node of this connection.
  if (found.size === 0 && reachesOneNode) await sendTo(moreKeys)
  if (found.size === 0) for (const result of first) if (result.status === 'rejected') throw result.reason
  const primaries = Math.max(1, ...[...found.values()].map((info) => info.primaries))
  const isOfCluster = [...found.values()].some((info) => info.isOfCluster)
  const mayHaveMore = () => found.size < primaries || (!isOfCluster && sent < firstKeys + moreKeys)
  let reachedAll = found.size > 0
  while (reachedAll && mayHaveMore() && sent < mostKeys) {
    reachedAll = (await sendTo(moreKeys)).every(({ status }) => status === 'fulfilled')
  }
  const hasAllKeys = reachedAll && found.size === 1 && !isOfCluster
  return [...found.values()].map((info) => ({ ...info, hasAllKeys, reachesOneNode }))
}

async function readNodeInfo(
  connection: RedisConnection,
  clock: RedisClock,
  key: string,
  known: ReadonlyMap<string, NodeInfo>,
): Promise<NodeInfo | undefined> {
  const { moment, status, values } = await sendScript(connection, clock, { script: serverInfo, keys: [key], args: [] })
  if (status !== 'found') return undefined
  const clockOffset = moment - monotonic()
  const info = parseInfo(String(values[0]))
  if (known.has(idIn(info))) return undefined
  const [config, primaries] = await Promise.all([readConfig(connection, key), countPrimaries(connection, key, info)])
  return { ...parseNodeInfo(info), ...config, primaries, isOfCluster: isNodeOfCluster(info), clockOffset }
}

function parseNodeInfo(info: ReadonlyMap<string, string>): Omit<NodeInfo, 'primaries' | 'isOfCluster' | 'clockOffset'> {
  const [major = 0, minor = 0] = (info.get('redis_version') ?? '').split('.').map(Number)
  return {
    id: idIn(info),
    version: [major, minor],
    isReplica: info.get('role') === 'slave',
    replicas: Number(info.get('connected_slaves') ?? 0),
    memoryLimit: Number(info.get('maxmemory') ?? 0),
    evictionPolicy: info.get('maxmemory_policy') ?? 'noeviction',
    hasAof: info.get('aof_enabled') === '1',
  }
}

function idIn(info: ReadonlyMap<string, string>): string {
  return info.get('run_id') ?? ''
}

function isNodeOfCluster(info: ReadonlyMap<string, string>): boolean {
  return info.get('cluster_enabled') === '1'
}

async function readConfig(
  connection: RedisConnection,
  key: string,
): Promise<Pick<ServerInfo, 'fsync' | 'snapshots' | 'replicasToWrite'>> {
  const [fsync, snapshots, replicasToWrite] = await Promise.all(
    ['appendfsync', 'save', 'min-replicas-to-write'].map((name) => readSetting(connection, key, name)),
  )
  return {
    ...(fsync !== undefined && { fsync }),
    ...(snapshots !== undefined && { snapshots }),
    ...(replicasToWrite !== undefined && { replicasToWrite: Number(replicasToWrite) }),
  }
}

async function readSetting(connection: RedisConnection, key: string, name: string): Promise<string | undefined> {
  const reply = await sendIfAllowed(connection, key, ['CONFIG', 'GET', name])
  if (Array.isArray(reply)) return reply[1] === undefined ? undefined : String(reply[1])
  const value: unknown = reply instanceof Map ? reply.get(name) : Reflect.get(Object(reply), name)
  return value === undefined ? undefined : String(value)
}

async function countPrimaries(
  connection: RedisConnection,
  key: string,
  info: ReadonlyMap<string, string>,
): Promise<number> {
  if (!isNodeOfCluster(info)) return 1
  const reply = await sendIfAllowed(connection, key, ['CLUSTER', 'INFO'])
  return Number(parseInfo(String(reply)).get('cluster_size') ?? 1)
}

// Resolves to `undefined` if the server forbids the command, as some managed services do. A script goes first, because a
// client finds the node by the key in the first command.
async function sendIfAllowed(connection: RedisConnection, key: string, command: readonly string[]): Promise<unknown> {
  try {
    const [, reply] = await connection.send(key, [['EVAL', 'return 1', '1', key], command])
    return reply instanceof Error ? undefined : reply
  } catch (fault) {
    if (isErrorReply(fault)) return undefined
    throw fault
  }
}

function parseInfo(text: string): ReadonlyMap<string, string> {
  const lines = text.split(/\r?\n/).map((line) => /^(\w+):(.*)$/.exec(line))
  return new Map(lines.flatMap((line) => (line?.[1] === undefined ? [] : [[line[1], line[2] ?? '']])))
}
