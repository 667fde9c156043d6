import type { AuditOutcome, AuditReport, AuditResult } from './report.js'

/**
 * What a result says about the server, with its level. Only `failed` breaks a standard. `departs`: the server does not do what a
 * SHOULD recommends. `notOffered`: it does not offer what a MAY allows, which is no fault.
 */
export type Finding = Exclude<AuditOutcome, 'failed'> | 'failed' | 'departs' | 'notOffered'

/** Returns the finding of a result. */
export function findingOf({ outcome, level }: Pick<AuditResult, 'outcome' | 'level'>): Finding {
  if (outcome !== 'failed') return outcome
  return ({ MUST: 'failed', SHOULD: 'departs', MAY: 'notOffered' } as const)[level]
}

/** The words for each finding. */
export const findingWords: Readonly<Record<Finding, string>> = {
  failed: 'failed',
  departs: 'not as recommended',
  notOffered: 'does not offer',
  unclear: 'unclear',
  skipped: 'skipped',
  passed: 'passed',
}

/** The last word on a server. */
export interface Verdict {
  readonly kind: 'good' | 'bad' | 'open'
  readonly sentence: string
}

/** Returns what the MUSTs say about the server. A SHOULD and a MAY change nothing here. */
export function verdictOf({ summary }: Pick<AuditReport, 'summary'>): Verdict {
  const { passed, failed, unclear } = summary.MUST
  const judged = passed + failed
  const open = unclear === 0 ? '' : `; ${counted(unclear, 'more MUST', 'more MUSTs')} could not be judged`
  if (failed > 0) return { kind: 'bad', sentence: `The server fails ${failed} of ${counted(judged, 'MUST')}${open}.` }
  if (judged === 0) return { kind: 'open', sentence: 'No MUST was judged, so the server neither passes nor fails.' }
  const kept = judged === 1 ? 'the one MUST that was judged' : `all ${judged} MUSTs that were judged`
  return { kind: unclear === 0 ? 'good' : 'open', sentence: `The server keeps ${kept}${open}.` }
}

/** Returns a count with its noun. */
export function counted(count: number, one: string, many: string = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}
