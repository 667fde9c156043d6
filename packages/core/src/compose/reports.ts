import type { FaultReporter } from '../ports/runtime.js'
import { type GuardedTelemetry, guardTelemetry } from '../service/telemetry/guard-telemetry.js'
import { observedFault } from '../service/telemetry/observed-fault.js'
import type { DeviceGrantOptions } from './options.js'

/** The hooks of the host that a request can call. None of them throws. */
export interface Reports {
  readonly report: FaultReporter
  readonly warn: (warning: string) => void
  /** Absent without the option `telemetry`. */
  readonly telemetry?: GuardedTelemetry
}

/** Returns the hooks `onFault` and `onWarning`, or the console without them, and the telemetry, which gets the faults too. */
export function reportsOf({ onFault, onWarning, telemetry: given }: DeviceGrantOptions): Reports {
  const reportToHost = neverThrowing(onFault ?? printFault)
  // Failures of the telemetry itself go to the host only.
  const telemetry = given && guardTelemetry(given, reportToHost)
  const report: FaultReporter =
    telemetry === undefined
      ? reportToHost
      : (fault, during) => {
          telemetry.fault(observedFault(fault))
          reportToHost(fault, during)
        }
  return { report, warn: neverFailing(onWarning ?? printWarning, report), ...(telemetry && { telemetry }) }
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
function neverFailing(warn: (warning: string) => void, report: FaultReporter): (warning: string) => void {
  const send = async (warning: string): Promise<void> => warn(warning)
  return (warning) => void send(warning).catch((failure: unknown) => report(failure, 'onWarning'))
}

/** Writes a warning to the console. */
export function printWarning(warning: string): void {
  console.warn(`devicegrant: warning: ${warning}`)
}

function printFault(fault: unknown, during: string): void {
  console.error(`devicegrant: ${during}:`, fault)
}
