import { hostname } from 'node:os'
import { pid, stdout } from 'node:process'
import { addressPrefix, sitePrefix } from '../../machine/addresses/address-prefix.js'
import type { ConfigurationWarning } from '../../misuse/configuration-warning.js'
import { checkOptionNames } from '../../misuse/option-names.js'
import { checkOptionWords } from '../../misuse/option-words.js'
import type { SecurityEvent } from '../../ports/events.js'
import type { Clock, EventSink, FaultReporter } from '../../ports/runtime.js'
import { describeFault, type FaultDetail } from './describe-fault.js'
import { encodeLine, type LineMembers } from './encode.js'
import { isAlwaysWritten, type Level, levelNames, levelOf } from './levels.js'
import { createSampler, type LeftOut } from './sampler.js'
import { createWriter } from './writer.js'

/** The options of `createJsonLinesSink`. */
export interface JsonLinesOptions {
  /**
   * Gets each line, with a line feed at its end. If it throws or rejects, the line is lost: the first failure is printed to standard
   * error, and the next line that can be written says how many were lost.
   *
   * @defaultValue writes to standard output
   */
  readonly write?: (line: string) => void | Promise<void>
  /** The member `name` of every line. @defaultValue `'devicegrant'` */
  readonly name?: string
  /** Whether `level` is a number of pino (30, 40, 50) or its name (`info`, `warn`, `error`). @defaultValue `'numbers'` */
  readonly levels?: 'numbers' | 'names'
  /**
   * The most lines of each type of event, of all failures together, and of all warnings together, in one second. At the end of such a
   * second one line has the numbers of those that were left out. Always written: `accountUnderAttack`, `grantsRevoked`, and
   * `grantEnded` of a refresh token that was used twice. `Infinity` writes all.
   *
   * @defaultValue 100
   */
  readonly linesPerSecond?: number
  /**
   * How much of an IP address is written. `'network'`: only the /24 of an IPv4 address, or the /48 of an IPv6 address. Addresses are
   * personal data: keep no more than you use.
   *
   * @defaultValue `'full'`
   */
  readonly addresses?: 'full' | 'network' | 'none'
  /**
   * How much of a failure is written. `'names'`: its name, its code, and where in the code it happened. `'full'`: also the messages of
   * your stores and functions, which may have personal data or secrets.
   *
   * @defaultValue `'names'`
   */
  readonly faults?: FaultDetail
  /** Measures the seconds, for tests. @defaultValue the time of the system */
  readonly clock?: Clock
}

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
 * @throws ConfigurationError if an option is unknown, or has an unknown word.
 * @throws TypeError if `linesPerSecond` is not a number, 1 or more.
 * @example
 * ```ts
 * const { events, onFault, onWarning } = createJsonLinesSink()
 * const grant = createDeviceGrant({ ...options, events, onFault, onWarning })
 * ```
 */
export function createJsonLinesSink(options: JsonLinesOptions = {}): JsonLinesSink {
  checkJsonLinesOptions(options)
  const { write = writeToOutput, name = 'devicegrant', levels = 'numbers', linesPerSecond = 100 } = options
  const { addresses = 'full', faults = 'names', clock = { now: () => Date.now() } } = options
  const host = hostname()
  const sampler = createSampler(linesPerSecond, clock)
  const lineOf = (level: Level, time: number, msg: string, members: LineMembers = {}): string => {
    const shownLevel = levels === 'names' ? levelNames[level] : level
    return encodeLine({ level: shownLevel, time, pid, hostname: host, name, msg, ...members }, longMembers)
  }
  const writeLine = createWriter(write, (lost) =>
    lineOf(50, clock.now(), `${lost} lines could not be written`, { lost }),
  )
  const summarize = (leftOut: LeftOut | undefined): void => {
    if (leftOut === undefined) return
    const count = Object.values(leftOut).reduce((sum, one) => sum + one, 0)
    writeLine(lineOf(40, clock.now(), `${count} lines were left out`, { event: 'linesLeftOut', count, leftOut }))
  }
  const sampled = (kind: string, line: () => string): void => {
    summarize(sampler.takeFinished())
    if (sampler.admits(kind)) writeLine(line())
  }
  return {
    events(event) {
      const line = () => lineOf(levelOf(event), event.at, messageOf(event), eventMembers(event, addresses))
      if (isAlwaysWritten(event)) writeLine(line())
      else sampled(event.type, line)
    },
    onFault: (fault, during) =>
      sampled('fault', () => {
        const err = describeFault(fault, faults)
        return lineOf(50, clock.now(), `failed: ${during}`, { event: 'fault', during, err })
      }),
    onWarning: (message, warning) =>
      sampled('warning', () => lineOf(40, clock.now(), message, { event: 'warning', code: warning?.code })),
    flush: () => summarize(sampler.takeAll()),
  }
}

// The others have at most 256 characters.
const longMembers = new Map([
  ['msg', 1_000],
  ['message', 1_000],
  ['stack', 1_000],
])

function checkJsonLinesOptions(options: JsonLinesOptions): void {
  checkOptionNames<JsonLinesOptions>('createJsonLinesSink', options, {
    write: true,
    name: true,
    levels: true,
    linesPerSecond: true,
    addresses: true,
    faults: true,
    clock: true,
  })
  const words = { levels: ['numbers', 'names'], addresses: ['full', 'network', 'none'], faults: ['names', 'full'] }
  for (const [option, known] of Object.entries(words)) {
    const given: unknown = Reflect.get(options, option)
    if (given !== undefined) checkOptionWords('createJsonLinesSink', option, given, known)
  }
  const { linesPerSecond = 1 } = options
  if (typeof linesPerSecond === 'number' && linesPerSecond >= 1) return
  throw new TypeError('linesPerSecond must be a number of lines, 1 or more. Omit it to use the default.')
}

function writeToOutput(line: string): void {
  stdout.write(line)
}

/** Returns `authorization approved` for `authorizationApproved`. */
function messageOf({ type }: SecurityEvent): string {
  return type.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}

function eventMembers(event: SecurityEvent, addresses: JsonLinesOptions['addresses']): LineMembers {
  const { type, clientId, subject, grantId, scope } = event
  return { event: type, ip: shownAddress(event.ip, addresses), clientId, subject, grantId, scope, ...ownMembers(event) }
}

function ownMembers(event: SecurityEvent): LineMembers {
  switch (event.type) {
    case 'deviceCodeReplayed':
      return { answered: event.answered }
    case 'userCodeFailed':
      return { linked: event.linked }
    case 'grantEnded':
      return { reason: event.reason }
    case 'limitReached':
      return { surface: event.surface, lane: event.lane }
    default:
      return {}
  }
}

function shownAddress(ip: string | undefined, addresses: JsonLinesOptions['addresses']): string | undefined {
  if (ip === undefined || addresses === 'none') return undefined
  return addresses === 'network' ? addressPrefix(ip, sitePrefix) : ip
}
