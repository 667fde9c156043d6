import type { AuditReport } from './report.js'

/** Returns when a run started, to the minute. */
export function startOf({ startedAt }: Pick<AuditReport, 'startedAt'>): string {
  return `${startedAt.slice(0, 16).replace('T', ' ')} UTC`
}

/** Returns how long a run took, in seconds. */
export function secondsOf({ startedAt, finishedAt }: Pick<AuditReport, 'startedAt' | 'finishedAt'>): number {
  return (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000
}
