import type { Duration } from '@devicegrant/core'
import type { RedisClock } from '../calls/redis-clock.js'
import type { Confirmation } from '../calls/send-script.js'
import type { RedisConnection } from '../connection/redis-connection.js'
import { confirmationOn } from './confirmation.js'
import {
  checkServers,
  type DurabilityRequirements,
  type PreflightFinding,
  type PreflightFindingCode,
} from './preflight-checks.js'
import { PreflightError } from './preflight-error.js'
import { readServerInfos } from './server-info.js'

/** The preflight checks of the servers. The stores send no record before the servers have passed them. */
export interface Preflight {
  /**
   * Resolves to how the servers confirm writes, after they have passed the checks. Rejects with a `PreflightError` if they
   * have not; one second later the next call checks them again.
   */
  pass(): Promise<Confirmation | undefined>
  /** Returns the number of primaries that is known so far. */
  primaries(): number
  /** Returns whether one server has all keys. `false` until that is known. */
  isOneServer(): boolean
  /** Lets the next call check the servers again: there may be other servers by now, or other settings. */
  recheck(): void
}

/** Dependencies and options of `createPreflight`. */
export interface PreflightOptions extends DurabilityRequirements {
  readonly connection: RedisConnection
  readonly clock: RedisClock
  readonly prefix: string
  /** Findings that the host accepts. */
  readonly accept: readonly PreflightFindingCode[]
  /** The timeouts of a confirmation and of reading the settings of a server, in milliseconds. */
  readonly timeouts: { readonly confirmation: Duration; readonly serverInfo: Duration }
  /** Called with each new finding. */
  readonly warn: (warning: string) => void
}

// In milliseconds.
const pauseAfterRefusal = 1_000

/** Creates the preflight checks. They start with the first call of `pass`. */
export function createPreflight(options: PreflightOptions): Preflight {
  const { connection, clock, prefix, accept, timeouts } = options
  let current: Promise<Confirmation | undefined> | undefined
  let warned = new Set<string>()
  let primaries = 1
  let isOneServer = false

  async function check(): Promise<Confirmation | undefined> {
    const servers = await readServerInfos(connection, clock, prefix, timeouts.serverInfo)
    primaries = Math.max(1, ...servers.map((server) => server.primaries))
    isOneServer = servers.length === 1 && servers.every((server) => server.hasAllKeys)
    const findings = checkServers(servers, options).filter(({ code }) => !accept.includes(code))
    const refusals = findings.filter(({ refuses }) => refuses)
    if (refusals.length > 0) throw new PreflightError(refusals)
    warnOfNew(findings)
    return confirmationOn(servers, options, timeouts.confirmation)
  }

  function warnOfNew(findings: readonly PreflightFinding[]): void {
    const before = warned
    warned = new Set(findings.map(({ text }) => text))
    for (const { text } of findings) if (!before.has(text)) options.warn(`Redis: ${text}`)
  }

  return {
    primaries: () => primaries,
    isOneServer: () => isOneServer,
    pass() {
      if (current !== undefined) return current
      const checking = check()
      current = checking
      const forget = (): void => {
        if (current === checking) current = undefined
      }
      checking.catch((fault: unknown) => {
        // If no server could be reached, the next call checks again. If a server was refused, this waits for a pause.
        if (fault instanceof PreflightError) setTimeout(forget, pauseAfterRefusal).unref()
        else forget()
      })
      return checking
    },
    recheck() {
      current = undefined
    },
  }
}
