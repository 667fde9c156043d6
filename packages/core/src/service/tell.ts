import type { Clock, EventSink, FaultReporter } from '../ports/ambient.js'
import type { ServiceContext } from './context.js'

/**
 * Stamps events and hands them to the host's sink. A sink that throws, rejects or never settles changes no answer and
 * keeps no request waiting; what it threw is reported.
 */
export function createTeller(clock: Clock, sink: EventSink | undefined, report: FaultReporter): ServiceContext['tell'] {
  if (sink === undefined) return () => {}
  return (event, { ip }) => {
    const stamped = { ...event, at: clock.now(), ...(ip !== undefined && { ip }) }
    try {
      Promise.resolve(sink(stamped)).catch((fault: unknown) => report(fault, `telling the event ${event.type}`))
    } catch (fault) {
      report(fault, `telling the event ${event.type}`)
    }
  }
}
