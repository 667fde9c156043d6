import { urlOf } from '../host-module/finding.js'
import { printFinding } from '../host-module/print-finding.js'
import type { Colors } from '../terminal/colors.js'
import type { LawResult, StoreReport } from './report.js'
import { type StoreName, storeNames } from './store-kinds.js'

const allStoresDocs = urlOf('docs/write-a-store.md#4-the-five-laws-that-need-more')

/** Returns what the laws have shown as text for a person. */
export function printed(module: string, { problems, results }: StoreReport, colors: Colors): string {
  const tried = storeNames.filter((name) => results.some(({ store }) => store === name))
  const blocks = [
    colors.strong(module),
    ...tried.map((name) => printStore(name, results, colors)),
    ...problems.map((problem) => printFinding(colors.bad('✗'), problem, colors)),
    ...(results.length === 0 ? [] : [printCounts(tried, results, colors)]),
  ]
  return `${blocks.join('\n\n')}\n`
}

function printStore(name: StoreName, results: readonly LawResult[], colors: Colors): string {
  const lines = results.filter(({ store }) => store === name).map((result) => printResult(result, colors))
  return [colors.strong(name), ...lines].join('\n')
}

function printResult({ id, outcome, message = '' }: LawResult, colors: Colors): string {
  if (outcome === 'passed') return `  ${colors.good('✓')} ${id}`
  if (outcome === 'skipped') return `  ${colors.doubtful('–')} ${id} ${colors.faint(`(${message})`)}`
  return `  ${colors.bad('✗')} ${colors.strong(id)}\n    ${message.replaceAll('\n', '\n    ')}`
}

function printCounts(tried: readonly StoreName[], results: readonly LawResult[], colors: Colors): string {
  const others = storeNames.filter((name) => !tried.includes(name))
  const { passed, failed, skipped } = countsOf(results)
  const counts = `${results.length} laws: ${passed} passed, ${failed} failed, ${skipped} skipped`
  return [
    ...(others.length === 0 ? [] : [`The module does not export ${others.join(', ')}.`]),
    ...(skipped === 0 ? [] : [`How to offer what the skipped laws need: ${allStoresDocs}`]),
    (failed > 0 ? colors.bad : skipped > 0 ? colors.doubtful : colors.good)(counts),
  ].join('\n')
}

/** Returns how many laws have each outcome. */
export function countsOf(results: readonly LawResult[]): Readonly<Record<LawResult['outcome'], number>> {
  const count = (wanted: LawResult['outcome']) => results.filter(({ outcome }) => outcome === wanted).length
  return { passed: count('passed'), failed: count('failed'), skipped: count('skipped') }
}
