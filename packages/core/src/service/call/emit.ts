import type { Clock, EventSink, FaultReporter } from '../../ports/runtime.js'
import type { ServiceContext } from './context.js'
import { isPromise } from './is-promise.js'

/**
 * Creates the function that emits events: it adds the time and the IP address and calls the sink of the host. A sink
 * that throws, rejects or never settles changes no response and delays no request. Its fault is reported.
 */
export function createEmitter(
  clock: Clock,
  sink: EventSink | undefined,
  report: FaultReporter,
): ServiceContext['emit'] {
  if (sink === undefined) return () => {}
  return (event, { requester: { ip } }) => {
    const stamped = { ...event, at: clock.now(), ...(ip !== undefined && { ip }) }
    try {
      const result = sink(stamped)
      if (isPromise(result))
        result.then(undefined, (fault: unknown) => report(fault, `emitting the event ${event.type}`))
    } catch (fault) {
      report(fault, `emitting the event ${event.type}`)
    }
  }
}
