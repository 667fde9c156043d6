import type { SecurityEvent } from '../../ports/events.js'
import type { Clock, EventSink, FaultReporter } from '../../ports/runtime.js'
import type { GuardedTelemetry } from '../telemetry/guard-telemetry.js'
import type { ServiceContext } from './context.js'
import { isPromise } from './is-promise.js'

/**
 * Creates the function that emits events: it adds the time and the IP address and calls the sink of the host and telemetry. A sink
 * that throws, rejects or never settles changes no response and delays no request. Its fault is reported.
 */
export function createEmitter(
  clock: Clock,
  sink: EventSink | undefined,
  report: FaultReporter,
  telemetry?: Pick<GuardedTelemetry, 'event'>,
): ServiceContext['emit'] {
  if (sink === undefined && telemetry === undefined) return () => {}
  return (event, { requester: { ip } }) => {
    const stamped = { ...event, at: clock.now(), ...(ip !== undefined && { ip }) }
    telemetry?.event(copyOf(stamped))
    if (sink !== undefined) send(copyOf(stamped), sink, report)
  }
}

/** Returns an event that its receiver may change: no other part has it, or a list in it. */
function copyOf(event: SecurityEvent): SecurityEvent {
  const copy = event.scope === undefined ? { ...event } : { ...event, scope: [...event.scope] }
  return copy.type === 'riskAssessed' ? { ...copy, reasons: [...copy.reasons] } : copy
}

function send(event: SecurityEvent, sink: EventSink, report: FaultReporter): void {
  try {
    const result = sink(event)
    if (isPromise(result)) result.then(undefined, (fault: unknown) => report(fault, `emitting the event ${event.type}`))
  } catch (fault) {
    report(fault, `emitting the event ${event.type}`)
  }
}
