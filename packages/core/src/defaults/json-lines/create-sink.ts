import { hostname } from 'node:os'
import { pid, stdout } from 'node:process'
import type { ConfigurationWarning } from '../../misuse/configuration-warning.js'
import type { EventSink, FaultReporter } from '../../ports/runtime.js'
import { describeFault } from './describe-fault.js'
import { encodeLine, type LineMembers } from './encode.js'
import { eventMembers, messageOf } from './event-line.js'
import { kindOfEvent, kindOfFault } from './kinds.js'
import { isAlwaysWritten, type Level, levelNames, levelOf } from './levels.js'
import { checkJsonLinesOptions, type JsonLinesOptions } from './options.js'
import { writeTo } from './output.js'
import { createSampler, type LeftOut } from './sampler.js'
import { timeOf } from './time-of.js'
import { createWriter } from './writer.js'

/** Functions for the options `events`, `onFault` and `onWarning` that write JSON lines. None of them throws. */
export interface JsonLinesSink {
  readonly events: EventSink
  readonly onFault: FaultReporter
  readonly onWarning: (message: string, warning?: Pick<ConfigurationWarning, 'code'>) => void
  /**
   * Writes at once how many lines were left out, if it was any. Without it the number comes with the next line. Call it before the
   * process ends, or every few seconds.
   */
  flush(): void
}

/**
 * Creates a sink that writes each event, failure and warning as one line of JSON, in the shape of pino.
 *
 * @throws ConfigurationError if an option is unknown, or has an unknown word or a wrong type.
 * @throws TypeError if `linesPerSecond` is not a number, 1 or more.
 * @example
 * ```ts
 * const { events, onFault, onWarning } = createJsonLinesSink()
 * const grant = createDeviceGrant({ ...options, events, onFault, onWarning })
 * ```
 */
export function createJsonLinesSink(options: JsonLinesOptions = {}): JsonLinesSink {
  checkJsonLinesOptions(options)
  const { write = writeTo(stdout), name = 'devicegrant', levels = 'numbers', linesPerSecond = 100 } = options
  const { addresses = 'full', faults = 'names', clock } = options
  const host = hostname()
  const now = (): number => timeOf(clock) ?? Date.now()
  const sampler = createSampler(linesPerSecond, () => (clock === undefined ? performance.now() : timeOf(clock)))
  const lineOf = (level: Level, time: number, msg: string, members: LineMembers = {}): string => {
    const shownLevel = levels === 'names' ? levelNames[level] : level
    return encodeLine({ level: shownLevel, time, pid, hostname: host, name, msg, ...members }, longMembers)
  }
  const writeLine = createWriter(write, (lost) => lineOf(50, now(), `${counted(lost)} could not be written`, { lost }))
  const summarize = (leftOut: LeftOut | undefined): void => {
    if (leftOut === undefined) return
    const count = Object.values(leftOut).reduce((sum, one) => sum + one, 0)
    const msg = `${counted(count)} ${count === 1 ? 'was' : 'were'} left out`
    writeLine(lineOf(40, now(), msg, { event: 'linesLeftOut', count, leftOut }))
  }
  const sampled = (kind: string, line: () => string): void => {
    summarize(sampler.takeFinished())
    if (sampler.admits(kind)) writeLine(line())
  }
  // Anything can be in what is thrown or passed: a getter that throws, a BigInt, a revoked Proxy. Then the line says only this.
  const attempt = (during: unknown, run: () => void): void => {
    try {
      run()
    } catch {
      const shown = typeof during === 'string' ? during : 'unknown'
      sampled('fault', () => lineOf(50, now(), `failed: ${shown}`, { event: 'fault', during: shown }))
    }
  }
  return {
    events: (event) =>
      attempt('writing the line of an event', () => {
        const line = () => lineOf(levelOf(event), event.at, messageOf(event), eventMembers(event, addresses))
        if (isAlwaysWritten(event)) writeLine(line())
        else sampled(kindOfEvent(event), line)
      }),
    onFault: (fault, during) =>
      attempt(during, () =>
        sampled(kindOfFault(fault), () => {
          const err = describeFault(fault, faults)
          return lineOf(50, now(), `failed: ${during}`, { event: 'fault', during, err })
        }),
      ),
    onWarning: (message, warning) =>
      attempt('writing the line of a warning', () =>
        sampled('warning', () => lineOf(40, now(), message, { event: 'warning', code: warning?.code })),
      ),
    flush: () => summarize(sampler.takeAll()),
  }
}

// The others have at most 256 characters.
const longMembers = new Map([
  ['msg', 1_000],
  ['message', 1_000],
  ['stack', 1_000],
])

function counted(lines: number): string {
  return lines === 1 ? '1 line' : `${lines} lines`
}
