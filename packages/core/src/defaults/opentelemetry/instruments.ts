import type { Attributes, Counter, Histogram, Meter } from '@opentelemetry/api'
import type { SecurityEvent } from '../../ports/events.js'
import type { ObservedFault, PortCallResult, RequestResult } from '../../ports/telemetry/telemetry.js'
import type { PortName } from '../../ports/telemetry/words.js'

/** What is recorded. Every attribute comes from a closed set. */
export interface Instruments {
  /** Makes the time series of events that are rare and alarming, so that the first of them is seen as a rise from 0. */
  begin(client: Attributes): void
  request(result: RequestResult, client: Attributes): void
  portCall(port: PortName, result: PortCallResult): void
  event(event: SecurityEvent, client: Attributes): void
  fault(fault: ObservedFault): void
}

const millisecond = 0.001
// Seconds. A poll in memory takes less than the first, and a port call has a timeout of one second by default.
const requestBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5]
const portBuckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5]

/** Creates the metrics. */
export function createInstruments(meter: Meter): Instruments {
  const requests = histogram(meter, 'devicegrant.request.duration', 'Requests that are served', requestBuckets)
  const portCalls = histogram(meter, 'devicegrant.port.duration', 'Calls of stores and hooks', portBuckets)
  const events = counter(meter, 'devicegrant.events', 'Security events', '{event}')
  const faults = counter(meter, 'devicegrant.faults', 'Failures of ports and of the library', '{fault}')
  return {
    begin(client) {
      events.add(0, { 'devicegrant.event': 'accountUnderAttack', ...client })
      events.add(0, { 'devicegrant.event': 'grantEnded', 'devicegrant.reason': 'refreshTokenReused', ...client })
    },
    request({ dialect, operation, outcome, duration }, client) {
      requests.record(duration * millisecond, { ...requestAttributes({ dialect, operation, outcome }), ...client })
    },
    portCall(port, { outcome, duration }) {
      portCalls.record(duration * millisecond, { 'devicegrant.port': port, 'devicegrant.outcome': outcome })
    },
    event: (event, client) => events.add(1, { ...eventAttributes(event), ...client }),
    fault: ({ kind, port = 'none' }) => faults.add(1, { 'devicegrant.port': port, 'error.type': kind }),
  }
}

/** Returns the attributes of a request, for metrics and for spans. */
export function requestAttributes(
  request: Pick<RequestResult, 'dialect' | 'operation'> & Partial<Pick<RequestResult, 'outcome'>>,
): Attributes {
  const { dialect, operation, outcome } = request
  return {
    'devicegrant.dialect': dialect,
    'devicegrant.operation': operation,
    ...(outcome !== undefined && { 'devicegrant.outcome': outcome }),
  }
}

function eventAttributes(event: SecurityEvent): Attributes {
  const type = { 'devicegrant.event': event.type }
  if (event.type === 'limitReached') {
    return { ...type, 'devicegrant.surface': event.surface, 'devicegrant.lane': event.lane }
  }
  if (event.type === 'riskAssessed') {
    return { ...type, 'devicegrant.moment': event.moment, 'devicegrant.verdict': event.verdict }
  }
  return event.type === 'grantEnded' ? { ...type, 'devicegrant.reason': event.reason } : type
}

function histogram(meter: Meter, name: string, description: string, explicitBucketBoundaries: number[]): Histogram {
  return meter.createHistogram(name, { description, unit: 's', advice: { explicitBucketBoundaries } })
}

function counter(meter: Meter, name: string, description: string, unit: string): Counter {
  return meter.createCounter(name, { description, unit })
}
