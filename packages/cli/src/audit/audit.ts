import { type AuditReport, auditServer, CannotAudit, serverAudits } from '@devicegrant/conformance'
import { type Command, CommandFailure, type Given } from '../commands/command.js'
import { replaceControls } from '../secrets/control-characters.js'
import { progressOn } from '../terminal/progress.js'
import type { Terminal } from '../terminal/terminal.js'
import { readApprove } from './approve.js'
import { auditHelp, auditOptions } from './options.js'
import { readRunOptions } from './read-options.js'
import { writeReports } from './write-reports.js'

/** The group of a command of --approve does not get them from the terminal. */
const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

const approvalTimeout = 60_000

/** Judges any server with the device grant. */
export const audit: Command = {
  summary: 'judges any server with the device grant, by what the standards say',
  help: auditHelp,
  options: auditOptions,
  async run(given, terminal) {
    if (given.flags.has('list')) return listAudits(terminal)
    const report = await reportOf(given, terminal)
    writeReports(report, given, terminal)
    return isGood(report, given.flags.has('strict')) ? 0 : 1
  },
}

function listAudits(terminal: Terminal): number {
  const widest = Math.max(...serverAudits.map(({ id }) => id.length))
  for (const { id, level, section, obligation } of serverAudits) {
    terminal.write(`${id.padEnd(widest)}  ${level.padEnd(6)}  ${section.padEnd(23)}  ${obligation}\n`)
  }
  return 0
}

async function reportOf(given: Given, terminal: Terminal): Promise<AuditReport> {
  const options = readRunOptions(given, process.env)
  const approve = given.texts.get('approve')
  const ending = new AbortController()
  const end = () => {
    ending.abort(new CommandFailure('stopped before the end, so there is no report'))
    // A module of --approve may keep the process alive.
    setTimeout(() => process.exit(1), 1000).unref()
  }
  const decide =
    approve === undefined ? undefined : await readApprove(approve, { timeout: approvalTimeout, signal: ending.signal })
  const line = progressOn(terminal)
  for (const name of endingSignals) process.once(name, end)
  try {
    return await auditServer({
      ...options,
      signal: ending.signal,
      onProgress: ({ done, total, id }) => line.show(`${done + 1} of ${total}: ${id}`),
      ...(decide === undefined ? {} : { decide }),
    })
  } catch (fault) {
    if (fault instanceof CannotAudit) throw new CommandFailure(replaceControls(fault.message).replaceAll('\n', ' '))
    throw fault
  } finally {
    for (const name of endingSignals) process.off(name, end)
    line.end()
  }
}

/** A MUST that could not be judged is no success: something before it did not work. */
function isGood({ summary }: AuditReport, isStrict: boolean): boolean {
  const { MUST, SHOULD } = summary
  return MUST.failed + MUST.unclear === 0 && !(isStrict && SHOULD.failed + SHOULD.unclear > 0)
}
