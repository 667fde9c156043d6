import type { Duration } from '@devicegrant/core'
import { confirmationOn } from './confirmation.js'
import type { RedisConnection } from './connection.js'
import { type Finding, type FindingCode, findingsAbout, type Wishes } from './doctor.js'
import type { RedisClock } from './redis-clock.js'
import type { Confirmation } from './send-script.js'
import { learnFacts } from './server-facts.js'

/** The preflight checks of the servers. The stores send no record before the checks have passed. */
export interface Examination {
  /**
   * Resolves to the way in which the servers confirm writes, after they have passed the checks. Rejects with the findings if
   * they have not; one second later the next call checks them again.
   */
  passed(): Promise<Confirmation | undefined>
  /** Returns the number of primaries that is known so far. */
  primaries(): number
  /** Lets the next call check the servers again: there may be other servers by now, or other settings. */
  again(): void
}

/** Dependencies and options of `createExamination`. */
export interface PreflightOptions extends Wishes {
  readonly connection: RedisConnection
  readonly clock: RedisClock
  readonly prefix: string
  /** Findings that the host accepts. */
  readonly accept: readonly FindingCode[]
  /** The timeouts of a confirmation and of a question about the settings, in milliseconds. */
  readonly patience: { readonly confirmation: Duration; readonly question: Duration }
  /** Called with each new finding. */
  readonly warn: (warning: string) => void
}

const pause = 1_000

/** Creates the checks. They start with the first call of `passed`. */
export function createExamination(options: PreflightOptions): Examination {
  let current: Promise<Confirmation | undefined> | undefined
  let told = new Set<string>()
  let primaries = 1

  async function examine(): Promise<Confirmation | undefined> {
    const servers = await learnFacts(options.connection, options.clock, options.prefix, options.patience.question)
    primaries = Math.max(1, ...servers.map((server) => server.primaries))
    const findings = findingsAbout(servers, options).filter(({ code }) => !options.accept.includes(code))
    const refusals = findings.filter(({ refuses }) => refuses)
    if (refusals.length > 0) throw new RefusedError(refusals)
    tell(findings)
    return confirmationOn(servers, options, options.patience.confirmation)
  }

  function tell(findings: readonly Finding[]): void {
    const before = told
    told = new Set(findings.map(({ text }) => text))
    for (const { text } of findings) if (!before.has(text)) options.warn(`Redis: ${text}`)
  }

  return {
    primaries: () => primaries,
    passed() {
      if (current !== undefined) return current
      const examining = examine()
      current = examining
      const forget = (): void => {
        if (current === examining) current = undefined
      }
      examining.catch((fault: unknown) => {
        // A server that was out of reach is checked at the next call; a refused server is checked after a pause.
        if (fault instanceof RefusedError) setTimeout(forget, pause).unref()
        else forget()
      })
      return examining
    },
    again() {
      current = undefined
    },
  }
}

/** The settings of the Redis servers are not safe for devicegrant. The message lists the findings and what to set. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError'
  /** The findings that refuse, each with what to do about it. */
  readonly findings: readonly Finding[]

  /** Creates the error from the findings that refuse. */
  constructor(findings: readonly Finding[]) {
    const reasons = findings.map(({ code, text }) => `  ${code}: ${text}`)
    super(
      `Redis is not configured safely for devicegrant:\n${reasons.join('\n')}\n` +
        `To accept a finding: accept: [${findings.map(({ code }) => `'${code}'`).join(', ')}].`,
    )
    this.findings = findings
  }
}
