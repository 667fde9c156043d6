import { detailsOf, marks } from './details.js'
import { counted, type Finding, findingOf, findingWords, verdictOf } from './finding.js'
import { groupBy, groupsOf, type ResultGroup } from './groups.js'
import { type Palette, paletteFor } from './palette.js'
import type { AuditReport, AuditResult } from './report.js'
import { summaryTable } from './summary-table.js'
import { secondsOf, startOf } from './times.js'
import { visibleLine } from './visible.js'

/** Settings of {@link textReport}. */
export interface TextReportOptions {
  /**
   * Whether the text has colors for a terminal.
   *
   * @defaultValue `false`
   */
  readonly colors?: boolean
}

/** What is shown in full, in this order. */
const inFull = [
  ['failed', 'Failed'],
  ['departs', 'Not as recommended'],
  ['unclear', 'Unclear'],
] as const satisfies readonly (readonly [Finding, string])[]

/**
 * Returns a report as text for a person at a terminal: what was judged, one line for each audit, the failures with their requests and
 * responses, why audits were skipped, the counts, and the verdict as the last line. The server's texts cannot give the terminal an
 * order: control characters become visible. Long requests and responses are cut.
 *
 * @param report A report of this package.
 * @param options The colors.
 * @returns Lines, of which each ends with a line feed.
 *
 * @example
 * ```ts
 * process.stdout.write(textReport(auditReport, { colors: process.stdout.isTTY }))
 * ```
 */
export function textReport(report: AuditReport, { colors = false }: TextReportOptions = {}): string {
  const palette = paletteFor(colors)
  const { kind, sentence } = verdictOf(report)
  const blocks = [
    titleOf(report, palette),
    ...groupsOf(report.results).map((group) => groupOf(group, palette)),
    ...inFull.flatMap(([finding, title]) => inFullOf(finding, title, report.results, palette)),
    ...notOfferedOf(report.results, palette),
    ...skippedOf(report.results, palette),
    `${palette.strong('Summary')}\n${summaryTable(report.summary)}`,
    palette[kind](sentence),
  ]
  return `${blocks.join('\n\n')}\n`
}

function titleOf(report: AuditReport, { strong, faint }: Palette): string {
  const { server, clientId, requests, endpoints } = report
  const width = Math.max(0, ...Object.keys(endpoints).map(({ length }) => length))
  const facts = [
    `client ${visibleLine(clientId)}`,
    visibleLine(startOf(report)),
    counted(Math.round(secondsOf(report)), 'second'),
    counted(requests, 'request'),
  ]
  const lines = [
    strong(`Audit of ${visibleLine(server)}`),
    faint(facts.join(', ')),
    ...Object.entries(endpoints).map(([name, url]) => `  ${visibleLine(name).padEnd(width)}  ${visibleLine(url)}`),
  ]
  return lines.join('\n')
}

function groupOf({ name, results }: ResultGroup, palette: Palette): string {
  const width = Math.max(...results.map(({ id }) => id.length))
  return [palette.strong(name), ...results.map((result) => lineOf(result, width, palette))].join('\n')
}

function lineOf(result: AuditResult, width: number, palette: Palette): string {
  const { id, obligation, level } = result
  const finding = findingOf(result)
  const said =
    finding === 'passed' ? '' : ` (${finding === 'failed' || finding === 'departs' ? level : findingWords[finding]})`
  const text = `${id.padEnd(width)}  ${obligation}${said}`
  return `  ${palette[finding](marks[finding])} ${finding === 'skipped' ? palette.faint(text) : text}`
}

function inFullOf(
  finding: Finding,
  title: string,
  results: readonly AuditResult[],
  palette: Palette,
): readonly string[] {
  const found = results.filter((result) => findingOf(result) === finding)
  return found.map((result, nth) => {
    const details = detailsOf(result, palette)
    return nth === 0 ? `${palette.strong(title)}\n\n${details}` : details
  })
}

function notOfferedOf(results: readonly AuditResult[], { strong }: Palette): readonly string[] {
  const found = results.filter((result) => findingOf(result) === 'notOffered')
  if (found.length === 0) return []
  const lines = found.map(({ id, section, reason }) => {
    const expected = reason === undefined ? '' : `: ${visibleLine(reason)}`
    return `  ${id} (${section})${expected}`
  })
  return [[strong('Does not offer, which is no fault'), ...lines].join('\n')]
}

function skippedOf(results: readonly AuditResult[], { strong, faint }: Palette): readonly string[] {
  const skipped = results.filter(({ outcome }) => outcome === 'skipped')
  if (skipped.length === 0) return []
  const lines = groupBy(skipped, ({ reason = 'no reason is known' }) => reason).map(
    ([reason, some]) =>
      `  ${some.length}: ${visibleLine(reason)}\n${faint(`    ${some.map(({ id }) => id).join(', ')}`)}`,
  )
  return [[strong('Skipped'), ...lines].join('\n')]
}
