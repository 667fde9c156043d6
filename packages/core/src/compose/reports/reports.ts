import type { ConfigurationWarning, Warn } from '../../misuse/configuration-warning.js'
import type { FaultReporter } from '../../ports/runtime.js'
import { type GuardedTelemetry, guardTelemetry } from '../../service/telemetry/guard-telemetry.js'
import { observedFault } from '../../service/telemetry/observed-fault.js'
import type { DeviceGrantOptions } from '../options.js'

/** The hooks of the host. */
export interface Reports {
  /** Never throws. */
  readonly report: FaultReporter
  /** Passes on a warning that a request shows, unless the host accepts its code. Never throws. */
  readonly warn: Warn
  /**
   * Passes on the warnings of the start, and returns them, without those that the host accepts. Throws what `onWarning`
   * throws, and reports what it rejects with.
   */
  warnAtStart(warnings: readonly ConfigurationWarning[]): readonly ConfigurationWarning[]
  /** Absent without the option `telemetry`. */
  readonly telemetry?: GuardedTelemetry
}

/** The options that say where faults and warnings go. */
type ReportOptions = Pick<DeviceGrantOptions, 'onFault' | 'onWarning' | 'acceptWarnings' | 'telemetry'>

/** Returns the hooks `onFault` and `onWarning`, or the console without them, and the telemetry, which gets the faults too. */
export function reportsOf(options: ReportOptions): Reports {
  const { onFault, onWarning, acceptWarnings = [] } = options
  const reportToHost = neverThrowing(onFault ?? printFault)
  // Failures of the telemetry itself go to the host only.
  const telemetry = options.telemetry && guardTelemetry(options.telemetry, reportToHost)
  const report = telemetry === undefined ? reportToHost : observing(telemetry, reportToHost)
  const hook = onWarning ?? printWarning
  const isReported = ({ code }: ConfigurationWarning) => !acceptWarnings.includes(code)
  // An async function is a function without a result too.
  const pass = (warning: ConfigurationWarning): unknown => hook(warning.message, warning)
  const passSafely = neverFailing(pass, report)
  return {
    report,
    warn(warning) {
      if (isReported(warning)) passSafely(warning)
    },
    warnAtStart(warnings) {
      const reported = warnings.filter(isReported)
      for (const warning of reported) void settled(pass(warning), report)
      return reported
    },
    ...(telemetry && { telemetry }),
  }
}

function observing(telemetry: GuardedTelemetry, report: FaultReporter): FaultReporter {
  return (fault, during) => {
    telemetry.fault(observedFault(fault))
    report(fault, during)
  }
}

// If `onFault` throws or rejects, the request must still succeed.
function neverThrowing(report: FaultReporter): FaultReporter {
  const send = async (fault: unknown, during: string): Promise<void> => report(fault, during)
  return (fault, during) => {
    send(fault, during).catch((failure: unknown) => {
      printFault(fault, during)
      printFault(failure, 'onFault')
    })
  }
}

// If `onWarning` throws, the request that led to the warning must still succeed.
function neverFailing(pass: (warning: ConfigurationWarning) => unknown, report: FaultReporter): Warn {
  return (warning) => {
    try {
      void settled(pass(warning), report)
    } catch (failure) {
      report(failure, 'onWarning')
    }
  }
}

/** Reports if a result of `onWarning` rejects. Never rejects. */
async function settled(result: unknown, report: FaultReporter): Promise<void> {
  try {
    await result
  } catch (failure) {
    report(failure, 'onWarning')
  }
}

const printWarning: NonNullable<DeviceGrantOptions['onWarning']> = (message, { code, docs }) => {
  console.warn(`devicegrant: warning: ${message} (${code}, ${docs})`)
}

function printFault(fault: unknown, during: string): void {
  console.error(`devicegrant: ${during}:`, fault)
}
