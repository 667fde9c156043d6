import { counted, type Finding, findingOf } from './finding.js'
import { requestText, responseText } from './messages.js'
import type { Palette } from './palette.js'
import type { AuditResult, ReportedExchange } from './report.js'
import { cut, visible, visibleLine } from './visible.js'

/** The sign of each finding. */
export const marks: Readonly<Record<Finding, string>> = {
  passed: '✓',
  failed: '✗',
  departs: '✗',
  notOffered: '○',
  unclear: '?',
  skipped: '–',
}

const messageLimits = { lines: 30, characters: 2000 }
const mostExchanges = 4

/** Returns all that a person needs to check a result, as lines. */
export function detailsOf(result: AuditResult, palette: Palette): string {
  const { id, level, section, sectionUrl, obligation, reason, note, exchanges, outcome } = result
  const finding = findingOf(result)
  const left = exchanges.length - mostExchanges
  const lines = [
    `${palette[finding](marks[finding])} ${palette.strong(id)}  ${level}, ${section}`,
    `  ${obligation}`,
    `  ${palette.faint(sectionUrl)}`,
    ...(reason === undefined ? [] : [`  ${outcome === 'failed' ? 'Expected' : 'Why'}: ${visibleLine(reason)}`]),
    ...(note === undefined ? [] : [`  Note: ${note}`]),
    ...exchanges.slice(0, mostExchanges).flatMap((exchange) => ['', ...exchangeOf(exchange, palette)]),
    ...(left > 0 ? ['', `  … ${counted(left, 'more request')}`] : []),
  ]
  return lines.join('\n')
}

function exchangeOf(exchange: ReportedExchange, { faint }: Palette): readonly string[] {
  return [
    ...messageOf('>', requestText(exchange)),
    ...messageOf('<', responseText(exchange)),
    `  ${faint(`$ ${visibleLine(exchange.curl)}`)}`,
  ]
}

function messageOf(sign: string, text: string): readonly string[] {
  return cut(visible(text), messageLimits)
    .split('\n')
    .map((line) => `  ${sign} ${line}`.trimEnd())
}
