import type { AuditLevel } from '../bench/audit.js'
import type { AuditOutcome, AuditReport } from './report.js'

/** The levels, the heaviest first. */
export const levels = ['MUST', 'SHOULD', 'MAY'] as const satisfies readonly AuditLevel[]

/** The columns of the counts. `failed` has a milder name, because a MAY that is not passed is no fault. */
export const columns = [
  ['passed', 'passed'],
  ['failed', 'not passed'],
  ['unclear', 'unclear'],
  ['skipped', 'skipped'],
] as const satisfies readonly (readonly [AuditOutcome, string])[]

const nameWidth = 6
const cellWidth = 12

/** Returns the counts of each level as lines. */
export function summaryTable(summary: AuditReport['summary']): string {
  const rows = [
    ['', ...columns.map(([, name]) => name)],
    ...levels.map((level) => [level, ...columns.map(([outcome]) => String(summary[level][outcome]))]),
  ]
  return rows
    .map(
      ([name = '', ...cells]) => `  ${name.padEnd(nameWidth)}${cells.map((cell) => cell.padStart(cellWidth)).join('')}`,
    )
    .join('\n')
}
