import type { ObservedFault } from '../../ports/telemetry/telemetry.js'
import { PortFault, RecordFault } from '../call/faults.js'
import { isPortName } from './port-names.js'

/** Returns what telemetry may know of a failure. Its message may have a secret of the host. */
export function observedFault(fault: unknown): ObservedFault {
  if (!(fault instanceof PortFault)) return { kind: 'other' }
  const { operation } = fault
  return {
    kind: fault instanceof RecordFault ? 'RecordFault' : 'PortFault',
    ...(isPortName(operation) && { port: operation }),
  }
}
