import type { ServerInfo } from './server-info.js'

/** The subject of a finding. A host accepts a finding by this name: `accept: ['persistence']`. */
export type PreflightFindingCode =
  /** Redis is older than 6.2. */
  | 'version'
  /** The server is a replica. */
  | 'replica'
  /** The connection reaches only one node of a cluster. */
  | 'cluster'
  /** A full Redis deletes keys. */
  | 'eviction'
  /** Redis has no memory limit. */
  | 'memoryLimit'
  /** Redis writes no append-only file. */
  | 'persistence'
  /** Redis does not flush its append-only file after every write. */
  | 'fsync'
  /** A new primary may lack the last writes. */
  | 'failover'
  /** Durability is strict, and nothing can confirm a write. */
  | 'durability'
  /** The clocks of the nodes differ. */
  | 'clocks'
  /** The settings of some servers could not be read. */
  | 'unchecked'

/** An unsafe setting of a Redis server. `text` says what can happen and what to set. */
export interface PreflightFinding {
  readonly code: PreflightFindingCode
  /** Whether the stores refuse to work unless the host accepts this finding. */
  readonly refuses: boolean
  readonly text: string
}

/** How durable the host requires writes to be. */
export interface DurabilityRequirements {
  /** Whether writes must be confirmed as durable. */
  readonly isStrict: boolean
  /** How many replicas must confirm a write. */
  readonly replicas: number
}

type Check = (server: ServerInfo, requirements: DurabilityRequirements) => Omit<PreflightFinding, 'code'> | undefined

const checks: Readonly<Record<Exclude<PreflightFindingCode, 'clocks' | 'unchecked'>, Check>> = {
  version: ({ version: [major, minor] }) =>
    refusal(
      major < 6 || (major === 6 && minor < 2),
      `the version is Redis ${major}.${minor}, and devicegrant needs 6.2 or newer. Update Redis.`,
    ),

  replica: ({ isReplica }) =>
    refusal(
      isReplica,
      'the server is a replica. It accepts no writes, and may not have the latest redemptions and revocations yet. ' +
        'Connect to the primary.',
    ),

  cluster: ({ reachesOneNode, primaries }) =>
    refusal(
      reachesOneNode,
      `the server is one of ${primaries} primaries of a cluster, and the connection does not reach the others. Records on ` +
        'the other primaries cannot be read. Connect with a client of the whole cluster.',
    ),

  eviction: ({ memoryLimit, evictionPolicy }) =>
    refusal(
      memoryLimit > 0 && evictionPolicy !== 'noeviction',
      `maxmemory-policy is ${evictionPolicy}: when the memory is full, Redis silently deletes approvals, revocations and used ` +
        'client assertions. Devices then lose their approval, and revoked tokens become valid again. ' +
        'Set maxmemory-policy noeviction.',
    ),

  memoryLimit: ({ memoryLimit }) =>
    warning(
      memoryLimit === 0,
      'maxmemory is 0: a flood of device authorizations can take all memory of the machine, and the system then stops Redis. ' +
        'Set maxmemory, with maxmemory-policy noeviction. When it is reached, new authorizations and logins get 503, ' +
        'and existing codes and grants continue.',
    ),

  persistence: ({ hasAof, snapshots }, { isStrict }) => {
    if (hasAof) return undefined
    return {
      refuses: isStrict,
      text:
        snapshots === ''
          ? 'Redis writes nothing to disk: a restart loses all codes and grants, all revocations, and all used client ' +
            'assertions. Set appendonly yes.'
          : 'Redis writes no append-only file: after a restart, a code that was redeemed since the last snapshot can be ' +
            'redeemed again. Set appendonly yes.',
    }
  },

  fsync: ({ hasAof, fsync, version }, { isStrict, replicas }) => {
    if (!hasAof || fsync === 'always' || (isStrict && replicas > 0)) return undefined
    const set = `appendfsync is ${fsync ?? 'unknown'}`
    if (isStrict) {
      return warning(
        hasWaitAof(version),
        `${set}: every write waits for the disk, which can take a second. A request that waits longer than its timeout gets ` +
          '503. Set appendfsync always.',
      )
    }
    return warning(
      true,
      `${set}: after a power failure, the writes of the last second can be lost. A code that was redeemed in that second can ` +
        'be redeemed again. ' +
        "Set appendfsync always, or durability: 'strict'.",
    )
  },

  failover: ({ replicas, replicasToWrite = 0, primaries }, { isStrict }) =>
    warning(
      !isStrict && (replicas > 0 || primaries > 1) && replicasToWrite === 0,
      'after a failover, the new primary may lack the last writes. A code that was redeemed just before can be redeemed again. ' +
        "Set durability: 'strict', or at least min-replicas-to-write 1.",
    ),

  durability: ({ version, hasAof, fsync }, { isStrict, replicas }) =>
    refusal(
      isStrict && replicas === 0 && !(hasAof && (fsync === 'always' || hasWaitAof(version))),
      'durability is strict with 0 replicas, and this Redis cannot confirm that a write is on disk. Choose one: ' +
        'set appendfsync always, update to Redis 7.2, or set `replicas` to the number of replicas that must confirm a write.',
    ),
}

/** Every subject that a finding can have. */
export const findingCodes: readonly string[] = [...Object.keys(checks), 'clocks', 'unchecked']

// In milliseconds. A larger difference does not come from the network or from rounding.
const clockTolerance = 500

/** Returns the findings about these servers, each once, the refusals first. The caller decides which of them it accepts. */
export function checkServers(
  servers: readonly ServerInfo[],
  requirements: DurabilityRequirements,
): readonly PreflightFinding[] {
  const codes = Object.keys(checks).filter(isChecked)
  const found = codes.flatMap((code) => {
    const first = servers.map((server) => checks[code](server, requirements)).find((finding) => finding !== undefined)
    return first === undefined ? [] : [{ code, ...first }]
  })
  return [...found, ...checkTogether(servers, requirements)].toSorted(
    (one, other) => Number(other.refuses) - Number(one.refuses),
  )
}

function checkTogether(
  servers: readonly ServerInfo[],
  { isStrict }: DurabilityRequirements,
): readonly PreflightFinding[] {
  const [first] = servers
  if (first === undefined) {
    const text =
      'Redis does not allow INFO in a script, so its eviction policy, persistence and role are unknown. ' +
      "Allow INFO in the ACL, or check these settings yourself and set accept: ['unchecked']."
    return [{ code: 'unchecked', refuses: isStrict, text }]
  }
  const offsets = servers.map((server) => server.clockOffset)
  const apart = Math.round(Math.max(...offsets) - Math.min(...offsets))
  const found: PreflightFinding[] = []
  if (apart > clockTolerance) {
    const text =
      `the clocks of the nodes differ by ${apart} ms: codes expire earlier on one node than on another, and a node may do ` +
      'nothing for a call because it seems too late. Synchronize all nodes with NTP.'
    found.push({ code: 'clocks', refuses: false, text })
  }
  if (servers.length < first.primaries) {
    const text =
      `only ${servers.length} of the ${first.primaries} primaries could be checked, so the settings of the others are unknown. ` +
      'Check that the connection reaches all of them.'
    found.push({ code: 'unchecked', refuses: false, text })
  }
  return found
}

/** Returns whether a version has WAITAOF, which confirms that a write is on the disk. */
export function hasWaitAof([major, minor]: ServerInfo['version']): boolean {
  return major > 7 || (major === 7 && minor >= 2)
}

function isChecked(code: string): code is keyof typeof checks {
  return code in checks
}

function refusal(holds: boolean, text: string): Omit<PreflightFinding, 'code'> | undefined {
  return holds ? { refuses: true, text } : undefined
}

function warning(holds: boolean, text: string): Omit<PreflightFinding, 'code'> | undefined {
  return holds ? { refuses: false, text } : undefined
}
