import { type Bench, createBench } from './bench.js'
import { Broken, spellFailure } from './reply.js'
import type { AuditNeed, AuditTarget } from './target.js'

/**
 * How much an obligation weighs. `MUST`: the section requires it. `SHOULD`: it is best practice, or the lesson of a
 * published bug. `MAY`: the section leaves it open, and this is what devicegrant does.
 */
export type AuditLevel = 'MUST' | 'SHOULD' | 'MAY'

/** One obligation of the endpoints, as a case that any test runner can run. It sees nothing but HTTP. */
export interface HttpAudit {
  /** Stable: what a skip list or a report names. Its first word is the group. */
  readonly id: string
  /** Where the obligation comes from, or where it bites. */
  readonly section: string
  readonly level: AuditLevel
  /** One sentence. */
  readonly obligation: string
  /** What the target has to offer beyond the required. Without all of it the audit is skipped, with a written reason. */
  readonly needs?: readonly AuditNeed[]
  /** Tries it. Rejects with an error that says what was sent, what was expected and what came. */
  readonly run: (target: AuditTarget) => Promise<void>
}

/** An audit as it is written down here. */
export interface AuditDefinition extends Omit<HttpAudit, 'run'> {
  check(bench: Bench): Promise<void>
}

/** Whether this target has what this audit needs. */
export function canRunAudit(audit: Pick<HttpAudit, 'needs'>, target: AuditTarget): boolean {
  return lackingOf(audit, target).length === 0
}

function lackingOf({ needs = [] }: Pick<HttpAudit, 'needs'>, target: AuditTarget): readonly AuditNeed[] {
  return needs.filter((need) =>
    need === 'advance' || need === 'disable' ? target[need] === undefined : target.fixtures[need] === undefined,
  )
}

/** Makes an audit of its definition. */
export function httpAudit({ check, ...stated }: AuditDefinition): HttpAudit {
  return {
    ...stated,
    async run(target) {
      const lacking = lackingOf(stated, target)
      if (lacking.length > 0) {
        throw new Error(`${stated.id} needs ${lacking.join(' and ')} of its target: offer it, or skip it for a reason`)
      }
      try {
        await check(createBench(target))
      } catch (failure) {
        throw new Error(report(stated, failure), failure instanceof Broken ? {} : { cause: failure })
      }
    },
  }
}

function report({ id, section, level, obligation }: Omit<HttpAudit, 'run'>, failure: unknown): string {
  const seen = failure instanceof Broken ? spellFailure(failure) : `It failed altogether: ${failure}`
  return `${id}\n${obligation} (${level}, ${section})\n${seen}`
}
