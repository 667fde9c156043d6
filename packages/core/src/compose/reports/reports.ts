import type { ConfigurationWarning, Warn } from '../../misuse/configuration-warning.js'
import type { FaultReporter } from '../../ports/runtime.js'
import type { DeviceGrantOptions } from '../options.js'

/** The hooks of the host. */
export interface Reports {
  /** Never throws. */
  readonly report: FaultReporter
  /** Passes on a warning that a request shows, unless the host accepts its code. Never throws. */
  readonly warn: Warn
  /**
   * Passes on the warnings of the start, and returns them, without those that the host accepts. Throws what `onWarning` throws.
   */
  warnAtStart(warnings: readonly ConfigurationWarning[]): readonly ConfigurationWarning[]
}

/** Returns the hooks `onFault` and `onWarning`, or the console without them. */
export function reportsOf({ onFault, onWarning, acceptWarnings = [] }: DeviceGrantOptions): Reports {
  const report = neverThrowing(onFault ?? printFault)
  const hook = onWarning ?? printWarning
  const isReported = ({ code }: ConfigurationWarning) => !acceptWarnings.includes(code)
  const pass: Warn = (warning) => hook(warning.message, warning)
  const passSafely = neverFailing(pass, report)
  return {
    report,
    warn(warning) {
      if (isReported(warning)) passSafely(warning)
    },
    warnAtStart(warnings) {
      const reported = warnings.filter(isReported)
      for (const warning of reported) pass(warning)
      return reported
    },
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
function neverFailing(warn: Warn, report: FaultReporter): Warn {
  const send = async (warning: ConfigurationWarning): Promise<void> => warn(warning)
  return (warning) => void send(warning).catch((failure: unknown) => report(failure, 'onWarning'))
}

const printWarning: NonNullable<DeviceGrantOptions['onWarning']> = (message, { code, docs }) => {
  console.warn(`devicegrant: warning: ${message} (${code}, ${docs})`)
}

function printFault(fault: unknown, during: string): void {
  console.error(`devicegrant: ${during}:`, fault)
}
