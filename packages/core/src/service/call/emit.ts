import type { Instant } from '../../machine/time.js'
import type { SecurityEvent } from '../../ports/events.js'
import type { Clock, EventSink, FaultReporter } from '../../ports/runtime.js'
import type { GuardedTelemetry } from '../telemetry/guard-telemetry.js'
import type { EventInput, ServiceContext } from './context.js'
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
    const at = clock.now()
    telemetry?.event(stamped(event, at, ip))
    if (sink !== undefined) send(stamped(event, at, ip), sink, report)
  }
}

/** Returns an event that its receiver may change: no other part has it, or what is in it. */
function stamped(event: EventInput<SecurityEvent>, at: Instant, ip: string | undefined): SecurityEvent {
  return {
    at,
    ...event,
    ...(ip !== undefined && { ip }),
    ...('scope' in event && event.scope !== undefined && { scope: [...event.scope] }),
    ...('requester' in event && { requester: { ...event.requester } }),
    ...('reasons' in event && { reasons: [...event.reasons] }),
    ...('window' in event && event.window && { window: { ...event.window } }),
  }
}

function send(event: SecurityEvent, sink: EventSink, report: FaultReporter): void {
  try {
    const result = sink(event)
    if (isPromise(result)) result.then(undefined, (fault: unknown) => report(fault, `emitting the event ${event.type}`))
  } catch (fault) {
    report(fault, `emitting the event ${event.type}`)
  }
}
