import type { AuditReport, AuditResult, OutcomeCounts } from './report.js'

/** Counts the outcomes of each level. */
export function summaryOf(results: readonly AuditResult[]): AuditReport['summary'] {
  const countsOf = (level: AuditResult['level']): OutcomeCounts => {
    const outcomes = results.filter((result) => result.level === level).map(({ outcome }) => outcome)
    const count = (wanted: AuditResult['outcome']) => outcomes.filter((outcome) => outcome === wanted).length
    return { passed: count('passed'), failed: count('failed'), skipped: count('skipped'), unclear: count('unclear') }
  }
  return { MUST: countsOf('MUST'), SHOULD: countsOf('SHOULD'), MAY: countsOf('MAY') }
}
