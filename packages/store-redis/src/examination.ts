import type { Duration } from '@devicegrant/core'
import { confirmationOn } from './confirmation.js'
import type { RedisConnection } from './connection.js'
import { type Finding, type FindingCode, findingsAbout, type Wishes } from './doctor.js'
import type { RedisClock } from './redis-clock.js'
import type { Confirmation } from './send-script.js'
import { learnFacts } from './server-facts.js'

/** Looks at the servers before anything is entrusted to them. */
export interface Examination {
  /**
   * How writes are confirmed, once the servers were looked at and found good enough. Rejects with what is wrong with them;
   * a second later they are looked at again.
   */
  passed(): Promise<Confirmation | undefined>
  /** How many servers there are, as far as is known. */
  primaries(): number
  /** Has the servers looked at again: they may be others by now, or have other settings. */
  again(): void
}

/** What is examined, and by what measure. */
export interface ExaminationParts extends Wishes {
  readonly connection: RedisConnection
  readonly clock: RedisClock
  readonly prefix: string
  /** Findings that the host knows of. */
  readonly accept: readonly FindingCode[]
  /** How long a confirmation is waited for, and how long what a server says of itself. */
  readonly patience: { readonly confirmation: Duration; readonly question: Duration }
  /** Told of every finding that is new. */
  readonly warn: (warning: string) => void
}

const pause = 1_000

/** An examination that has not begun. */
export function createExamination(parts: ExaminationParts): Examination {
  let current: Promise<Confirmation | undefined> | undefined
  let told = new Set<string>()
  let primaries = 1

  async function examine(): Promise<Confirmation | undefined> {
    const servers = await learnFacts(parts.connection, parts.clock, parts.prefix, parts.patience.question)
    primaries = Math.max(1, ...servers.map((server) => server.primaries))
    const findings = findingsAbout(servers, parts).filter(({ code }) => !parts.accept.includes(code))
    const refusals = findings.filter(({ refuses }) => refuses)
    if (refusals.length > 0) throw new RefusedError(refusals)
    tell(findings)
    return confirmationOn(servers, parts, parts.patience.confirmation)
  }

  function tell(findings: readonly Finding[]): void {
    const before = told
    told = new Set(findings.map(({ text }) => text))
    for (const { text } of findings) if (!before.has(text)) parts.warn(`Redis: ${text}`)
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
        // Whoever was out of reach is asked at the next call; whoever is not good enough, a little later.
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

/** The servers are not good enough for what was asked of them. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError'
  /** The reasons, each with what to do about it. */
  readonly findings: readonly Finding[]

  /** `findings` are the reasons. */
  constructor(findings: readonly Finding[]) {
    const reasons = findings.map(({ code, text }) => `  ${code}: ${text}`)
    super(
      `devicegrant does not entrust anything to this Redis:\n${reasons.join('\n')}\n` +
        'If you know better, name what you accept: accept: […].',
    )
    this.findings = findings
  }
}
