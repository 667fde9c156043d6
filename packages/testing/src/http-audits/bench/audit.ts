import { type Bench, createBench } from './bench.js'
import { Broken, spellFailure } from './reply.js'
import type { AuditNeed, AuditTarget } from './target.js'

/**
 * Who states an obligation. `standard`: the named section states it for every server that it concerns, as a requirement, as
 * a recommendation, or in a sentence of the same meaning. `promise`: devicegrant promises it, and no standard asks a server
 * for it, so a server that fails such an audit only differs from devicegrant.
 *
 * An audit that tries both has the basis of its main sentence. Every audit also expects the headers that devicegrant promises
 * for its responses. A draft is not a standard.
 */
export type AuditBasis = 'standard' | 'promise'

/**
 * The weight of an obligation.
 *
 * The level of a standard has the words of RFC 2119. `MUST`: the section requires it. `SHOULD`: the section recommends it.
 * A standard is never `MAY`: what a section leaves open is a promise.
 *
 * The level of a promise says how strongly devicegrant promises it. `MUST`: clients, people and hosts rely on it. `SHOULD`:
 * it is best practice, or the lesson of a published bug. `MAY`: it is a convenience, or a choice among several good ones.
 */
export type AuditLevel = 'MUST' | 'SHOULD' | 'MAY'

/** One obligation of the endpoints, as a case for any test runner. It sees only HTTP. */
export interface HttpAudit {
  /** Stable: skip lists and reports use it. Its first word is the group. */
  readonly id: string
  /** The section that states the obligation. For a promise, the section that the promise adds to. */
  readonly section: string
  readonly level: AuditLevel
  readonly basis: AuditBasis
  /** One sentence. */
  readonly obligation: string
  /** What the target needs beyond the required members. Without all of it, skip the audit and write down the reason. */
  readonly needs?: readonly AuditNeed[]
  /** Tries the obligation. Rejects with an error that says what was sent, what was expected and what was received. */
  readonly run: (target: AuditTarget) => Promise<void>
}

/** The definition of an audit. */
export interface AuditDefinition extends Omit<HttpAudit, 'run'> {
  check(bench: Bench): Promise<void>
}

/**
 * Returns whether a target has everything that an audit needs.
 *
 * @example
 * ```ts
 * const audits = httpAudits.filter((audit) => canRunAudit(audit, target))
 * ```
 */
export function canRunAudit(audit: Pick<HttpAudit, 'needs'>, target: AuditTarget): boolean {
  return lackingOf(audit, target).length === 0
}

function lackingOf({ needs = [] }: Pick<HttpAudit, 'needs'>, target: AuditTarget): readonly AuditNeed[] {
  return needs.filter((need) =>
    need === 'advance' || need === 'disable' ? target[need] === undefined : target.fixtures[need] === undefined,
  )
}

/** Makes an audit from its definition. */
export function httpAudit({ check, ...stated }: AuditDefinition): HttpAudit {
  return {
    ...stated,
    async run(target) {
      const lacking = lackingOf(stated, target)
      if (lacking.length > 0) {
        throw new Error(
          `${stated.id} needs ${lacking.join(' and ')} of its target: add it, or skip the audit and write down why`,
        )
      }
      try {
        await check(createBench(target))
      } catch (failure) {
        throw new Error(report(stated, failure), failure instanceof Broken ? {} : { cause: failure })
      }
    },
  }
}

function report(audit: Omit<HttpAudit, 'run'>, failure: unknown): string {
  const { id, section, level, basis, obligation } = audit
  const source = basis === 'promise' ? `our promise, ${section}` : section
  const seen = failure instanceof Broken ? spellFailure(failure) : `It failed altogether: ${failure}`
  return `${id}\n${obligation} (${level}, ${source})\n${seen}`
}
