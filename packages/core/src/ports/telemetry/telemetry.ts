import type { ClientId } from '../../machine/names.js'
import type { Duration } from '../../machine/time.js'
import type { SecurityEvent } from '../events.js'
import type { PortName, PortOutcome, RequestOperation, RequestOutcome } from './words.js'

/** What is known of a request when it begins. The operation of a token request follows at its end. */
export interface RequestStart {
  readonly operation: RequestOperation
  /** The name of the dialect. */
  readonly dialect: string
}

/** What is known of a request when its response is made. It has no code, token, address or person. */
export interface RequestResult extends RequestStart {
  readonly outcome: RequestOutcome
  /** The status of HTTP. */
  readonly status: number
  /** What the request says, if it says it. Any text, because nothing has checked it: never use it as a label as it is. */
  readonly clientId?: ClientId
  /** From the call of the handler to the response, in milliseconds. It has the time in which the body arrives. */
  readonly duration: Duration
}

/** A port call that has ended. */
export interface PortCallResult {
  readonly outcome: PortOutcome
  /** In milliseconds. */
  readonly duration: Duration
}

/** A failure of a port or of the library, without its message, which may have a secret of the host. */
export interface ObservedFault {
  readonly kind: 'PortFault' | 'RecordFault' | 'other'
  /** The port that failed. Absent if it was none. */
  readonly port?: PortName
}

/** Follows one request or one port call. */
export interface Observation<Result> {
  /** Calls `run` once, at once, so that what happens in it belongs to a span. Does not wait for it. */
  within?(run: () => void): void
  /** Called once, when it has ended. */
  end(result: Result): void
}

/**
 * Receives what a device grant does, for metrics and traces: `createOpenTelemetry()` of
 * `@devicegrant/core/opentelemetry`, or the host's own. If a function throws, or returns a promise that rejects, the first
 * failure of it goes to `onFault`, and the response stays the same.
 */
export interface Telemetry {
  /** Called when a request of HTTP begins. Never called for a path that the grant does not serve. */
  startRequest(start: RequestStart): Observation<RequestResult>
  /** Called before each port call, also if it belongs to no request of HTTP. */
  startPortCall(port: PortName): Observation<PortCallResult>
  /** Receives its own copy of every security event, beside the option `events`. */
  event?(event: SecurityEvent): void
  /** Receives every failure, beside the option `onFault`. */
  fault?(fault: ObservedFault): void
}
