import { writeFileSync } from 'node:fs'
import { type AuditReport, htmlReport, junitReport, textReport } from '@devicegrant/conformance'
import { CommandFailure, type Given } from '../commands/command.js'
import type { Terminal } from '../terminal/terminal.js'

/**
 * Prints a report, and writes the files that were asked for.
 *
 * @throws CommandFailure if a file cannot be written.
 */
export function writeReports(report: AuditReport, { texts, flags }: Given, terminal: Terminal): void {
  const printed = flags.has('json')
    ? `${JSON.stringify(report, undefined, 2)}\n`
    : textReport(report, { colors: terminal.hasColors })
  terminal.write(printed)
  write(texts.get('junit'), () => junitReport(report, { strict: flags.has('strict') }), terminal)
  write(texts.get('html'), () => htmlReport(report), terminal)
}

function write(file: string | undefined, textOf: () => string, terminal: Terminal): void {
  if (file === undefined) return
  try {
    writeFileSync(file, textOf())
  } catch (fault) {
    throw new CommandFailure(`${file} cannot be written (${String(Reflect.get(Object(fault), 'code'))})`)
  }
  terminal.note(`devicegrant: wrote ${file}\n`)
}
