import { ConfigurationError, type ConfigurationProblem, invalid } from '../../misuse/configuration-error.js'
import { checkOptionNames } from '../../misuse/option-names.js'
import { checkOptionWords } from '../../misuse/option-words.js'
import type { Clock } from '../../ports/runtime.js'
import type { FaultDetail } from './describe-fault.js'

/** The options of `createJsonLinesSink`. */
export interface JsonLinesOptions {
  /**
   * Gets each line, with a line feed at its end. If it throws, or returns a promise that rejects, the line is lost: the first
   * failure is printed to standard error, and the next line that can be written says how many were lost.
   *
   * @defaultValue writes to standard output. If its reader has ended, the lines are lost, and the process goes on
   */
  readonly write?: (line: string) => void | Promise<void>
  /** The member `name` of every line. @defaultValue `'devicegrant'` */
  readonly name?: string
  /** Whether `level` is a number of pino (30, 40, 50) or its name (`info`, `warn`, `error`). @defaultValue `'numbers'` */
  readonly levels?: 'numbers' | 'names'
  /**
   * The most lines of one kind in one second. A kind is a type of event with its `surface` and `lane`, its `reason`, `answered` or
   * `linked`; `clientAuthenticationFailed` with and without a client; the failures of one port, and all others together; and all warnings
   * together. After such a second one line has the numbers of those that were left out. Always written: `accountUnderAttack`,
   * `grantsRevoked`, and `grantEnded` of a refresh token that was used twice. `Infinity` writes all.
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
  /**
   * Measures the seconds, for tests. If it goes back or has no time, the second goes on.
   *
   * @defaultValue the time of the system. Its seconds are measured by a clock that never goes back
   */
  readonly clock?: Clock
}

/** Refuses options that are unknown or wrong. */
export function checkJsonLinesOptions(options: JsonLinesOptions): void {
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
  const problems = wrongTypes(options)
  if (problems.length > 0) throw new ConfigurationError(problems)
  const { linesPerSecond = 1 } = options
  if (typeof linesPerSecond === 'number' && linesPerSecond >= 1) return
  throw new TypeError('linesPerSecond must be a number of lines, 1 or more. Omit it to use the default.')
}

function wrongTypes({ write, name, clock }: JsonLinesOptions): readonly ConfigurationProblem[] {
  return [
    ...(write === undefined || typeof write === 'function' ? [] : [invalid('write', 'must be a function')]),
    ...(name === undefined || typeof name === 'string' ? [] : [invalid('name', 'must be a text')]),
    ...(clock === undefined || typeof Reflect.get(Object(clock), 'now') === 'function'
      ? []
      : [invalid('clock', 'must have the function now')]),
  ]
}
