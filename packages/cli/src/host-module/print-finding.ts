import type { Colors } from '../terminal/colors.js'
import type { Finding } from './finding.js'

/** Returns a finding as text for a person. */
export function printFinding(sign: string, { code, option, message, docs, place }: Finding, colors: Colors): string {
  // The name of an option may have a line feed in it, and would forge a line.
  const about = [option, place]
    .filter((text) => text !== undefined)
    .join(', ')
    .replaceAll('\n', ' ')
  const lines = [
    `${sign} ${colors.strong(code)}${about === '' ? '' : ` (${about})`}`,
    `  ${message.replaceAll('\n', '\n  ')}`,
    ...(docs === undefined ? [] : [colors.faint(`  ${docs}`)]),
  ]
  return lines.join('\n')
}
