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
    ? `${printable(JSON.stringify(report, undefined, 2))}\n`
    : textReport(report, { colors: terminal.hasColors })
  terminal.write(printed)
  const problems = [
    write(texts.get('junit'), () => junitReport(report, { strict: flags.has('strict') }), terminal),
    write(texts.get('html'), () => htmlReport(report), terminal),
  ].filter((problem) => problem !== undefined)
  if (problems.length > 0) throw new CommandFailure(problems.join(', and '))
}

/** Spells characters that a terminal obeys as JSON can: the texts of the server are in the report. */
function printable(json: string): string {
  return json.replaceAll(/[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    Array.from(
      { length: character.length },
      (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`,
    ).join(''),
  )
}

/** Returns the problem, so that the other file is written all the same. */
function write(file: string | undefined, textOf: () => string, terminal: Terminal): string | undefined {
  if (file === undefined) return undefined
  try {
    writeFileSync(file, textOf())
  } catch (fault) {
    return `${file} cannot be written (${String(Reflect.get(Object(fault), 'code'))})`
  }
  terminal.note(`devicegrant: wrote ${file}\n`)
  return undefined
}
