import type { ServerFacts } from './server-facts.js'

/** What a finding is about. A host that knows better accepts it by this name. */
export type FindingCode =
  | 'version'
  | 'replica'
  | 'cluster'
  | 'eviction'
  | 'memoryLimit'
  | 'persistence'
  | 'logSync'
  | 'failover'
  | 'durability'
  | 'clocks'
  | 'unseen'

/** Something about a server that could cost the host dearly, in a sentence that says what could happen and what to set. */
export interface Finding {
  readonly code: FindingCode
  /** Whether the stores refuse to work with it, unless it is accepted. */
  readonly refuses: boolean
  readonly text: string
}

/** What a host wants of its Redis. */
export interface Wishes {
  /** Whether writes have to be confirmed as durable. */
  readonly isStrict: boolean
  /** How many replicas have to confirm them. */
  readonly replicas: number
}

type Check = (server: ServerFacts, wishes: Wishes) => Omit<Finding, 'code'> | undefined

const checks: Readonly<Record<Exclude<FindingCode, 'clocks' | 'unseen'>, Check>> = {
  version: ({ version: [major, minor] }) =>
    refusal(major < 6 || (major === 6 && minor < 2), `it is Redis ${major}.${minor}, and 6.2 is needed: update it.`),

  replica: ({ isReplica }) =>
    refusal(
      isReplica,
      'it is a replica: it takes no writes, and may not know yet what was redeemed or revoked. Connect to the primary.',
    ),

  cluster: ({ isAlone, primaries }) =>
    refusal(
      isAlone,
      `it is one of ${primaries} primaries of a cluster, and the connection does not lead to the others, so that what they keep ` +
        'is out of reach. Connect with a client of the whole cluster.',
    ),

  eviction: ({ memoryLimit, evictionPolicy }) =>
    refusal(
      memoryLimit > 0 && evictionPolicy !== 'noeviction',
      `maxmemory-policy is ${evictionPolicy}: when memory runs out, approvals, sign-outs and used client assertions are thrown ` +
        'away in silence, so that a device is denied, or somebody is signed in again. Set maxmemory-policy noeviction.',
    ),

  memoryLimit: ({ memoryLimit }) =>
    warning(
      memoryLimit === 0,
      'maxmemory is 0: a flood of device authorizations can take all memory of the machine, which then ends Redis. ' +
        'Set maxmemory, with maxmemory-policy noeviction: when it is reached, new authorizations and logins are answered 503, ' +
        'and codes and grants that exist go on.',
    ),

  persistence: ({ hasLog, snapshots }, { isStrict }) => {
    if (hasLog) return undefined
    return {
      refuses: isStrict,
      text:
        snapshots === ''
          ? 'nothing is written to disk: a restart signs everybody out, ends every sign-in under way, and forgets who was signed ' +
            'out and which client assertions were used. Set appendonly yes.'
          : 'snapshots are all that is written to disk, if anything is: a restart goes back to the last one, and a code that was ' +
            'redeemed since can be redeemed again. Set appendonly yes.',
    }
  },

  logSync: ({ hasLog, logSync, version }, { isStrict, replicas }) => {
    if (!hasLog || logSync === 'always' || (isStrict && replicas > 0)) return undefined
    const set = `appendfsync is ${logSync ?? 'not told'}`
    if (isStrict) {
      return warning(
        hasWaitAof(version),
        `${set}: every write waits for the disk, which may take a second, and what takes longer than the deadline is answered ` +
          '503. Set appendfsync always.',
      )
    }
    return warning(
      true,
      `${set}: a loss of power can undo the last second, so that a code that was redeemed in it can be redeemed again. ` +
        "Set appendfsync always, or durability: 'strict'.",
    )
  },

  failover: ({ replicas, replicasToWrite = 0, primaries }, { isStrict }) =>
    warning(
      !isStrict && (replicas > 0 || primaries > 1) && replicasToWrite === 0,
      'a replica that takes over may not know the last writes: a code that was redeemed just before can be redeemed again. ' +
        "Set durability: 'strict', or at least min-replicas-to-write 1.",
    ),

  durability: ({ version, hasLog, logSync }, { isStrict, replicas }) =>
    refusal(
      isStrict && replicas === 0 && !(hasLog && (logSync === 'always' || hasWaitAof(version))),
      'durability is strict with no replica, and nothing here confirms that a write is on the disk: set appendfsync always, ' +
        'or update to Redis 7.2, or name the number of `replicas` that must have it.',
    ),
}

// More than this is no network and no rounding.
const clockTolerance = 500

/** What is wrong with these servers, worst first, each finding once. Throws nothing: what to do about it is for others. */
export function findingsAbout(servers: readonly ServerFacts[], wishes: Wishes): readonly Finding[] {
  const codes = Object.keys(checks).filter(isChecked)
  const found = codes.flatMap((code) => {
    const first = servers.map((server) => checks[code](server, wishes)).find((finding) => finding !== undefined)
    return first === undefined ? [] : [{ code, ...first }]
  })
  return [...found, ...aboutAll(servers, wishes)].toSorted((one, other) => Number(other.refuses) - Number(one.refuses))
}

function aboutAll(servers: readonly ServerFacts[], { isStrict }: Wishes): readonly Finding[] {
  const [first] = servers
  if (first === undefined) {
    const text =
      'it does not let INFO be read in a script, so nothing is known of its eviction policy, its persistence or its role. ' +
      'Allow INFO, or see to them yourself.'
    return [{ code: 'unseen', refuses: isStrict, text }]
  }
  const ahead = servers.map((server) => server.ahead)
  const apart = Math.round(Math.max(...ahead) - Math.min(...ahead))
  const found: Finding[] = []
  if (apart > clockTolerance) {
    const text =
      `the clocks of its nodes are ${apart} ms apart: codes end sooner on one than on another, and calls are refused as late. ` +
      'Let all nodes keep time by NTP.'
    found.push({ code: 'clocks', refuses: false, text })
  }
  if (servers.length < first.primaries) {
    const text = `${servers.length} of its ${first.primaries} primaries were seen: nothing is known of the others.`
    found.push({ code: 'unseen', refuses: false, text })
  }
  return found
}

/** Whether a version has WAITAOF, which says when a write is on the disk. */
export function hasWaitAof([major, minor]: ServerFacts['version']): boolean {
  return major > 7 || (major === 7 && minor >= 2)
}

function isChecked(code: string): code is keyof typeof checks {
  return code in checks
}

function refusal(holds: boolean, text: string): Omit<Finding, 'code'> | undefined {
  return holds ? { refuses: true, text } : undefined
}

function warning(holds: boolean, text: string): Omit<Finding, 'code'> | undefined {
  return holds ? { refuses: false, text } : undefined
}
