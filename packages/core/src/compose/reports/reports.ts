import type { Warn } from '../../misuse/configuration-warning.js'
import type { FaultReporter } from '../../ports/runtime.js'
import type { DeviceGrantOptions } from '../options.js'

/** The hooks of the host. */
export interface Reports {
  /** Never throws. */
  readonly report: FaultReporter
  /** Passes on a warning that a request shows, unless the host accepts its code. Never throws. */
  readonly warn: Warn
  /** Passes on a warning of the start, unless the host accepts its code. Throws what `onWarning` throws. */
  readonly warnAtStart: Warn
}

/** Returns the hooks `onFault` and `onWarning`, or the console without them. */
export function reportsOf({ onFault, onWarning, acceptWarnings = [] }: DeviceGrantOptions): Reports {
  const report = neverThrowing(onFault ?? printFault)
  const hook = onWarning ?? printWarning
  const warnAtStart: Warn = (warning) => {
    if (!acceptWarnings.includes(warning.code)) hook(warning.message, warning)
  }
  return { report, warn: neverFailing(warnAtStart, report), warnAtStart }
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
  const send = async (warning: Parameters<Warn>[0]): Promise<void> => warn(warning)
  return (warning) => void send(warning).catch((failure: unknown) => report(failure, 'onWarning'))
}

const printWarning: NonNullable<DeviceGrantOptions['onWarning']> = (message, { code, docs }) => {
  console.warn(`devicegrant: warning: ${message} (${code}, ${docs})`)
}

function printFault(fault: unknown, during: string): void {
  console.error(`devicegrant: ${during}:`, fault)
}
