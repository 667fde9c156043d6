import { type MeterProvider, metrics, type TracerProvider, trace } from '@opentelemetry/api'
import { ConfigurationError, type ConfigurationProblem, invalid } from '../../misuse/configuration-error.js'
import { checkOptionNames } from '../../misuse/option-names.js'
import type { RequestResult, Telemetry } from '../../ports/telemetry/telemetry.js'
import { labelClients } from './client-labels.js'
import { createInstruments, requestAttributes } from './instruments.js'
import { type OpenSpan, startSpan } from './spans.js'

/** The options of `createOpenTelemetry`. */
export interface OpenTelemetryOptions {
  /** @defaultValue the global one, which `NodeSDK` sets */
  readonly meterProvider?: MeterProvider
  /** @defaultValue the global one, which `NodeSDK` sets */
  readonly tracerProvider?: TracerProvider
  /**
   * Adds the attribute `devicegrant.client` to requests and events. Gets the client id that a request names, which can be
   * any text, and returns its label, of at most 64 characters. `undefined` becomes `other`, and so does every label after the
   * first 100, and the client if the function throws or returns something else than a text. `none` is a request or an event without
   * a client. For a host with few clients.
   *
   * @defaultValue none: no metric and no span names a client
   */
  readonly clientLabel?: (clientId: string) => string | undefined
}

/**
 * Records what a device grant does with OpenTelemetry: the option `telemetry` of `createDeviceGrant`. It needs the package
 * `@opentelemetry/api`, and the SDK of the host decides what becomes of the records. No attribute has a code, a token, an
 * address, an account, or the message of an error.
 *
 * Metrics: `devicegrant.request.duration` and `devicegrant.port.duration` (histograms, in seconds), `devicegrant.events` and
 * `devicegrant.faults` (counters). Spans: one for each request, and one for each port call below it.
 *
 * @throws ConfigurationError if an option is unknown, or has a wrong value.
 * @example
 * ```ts
 * const telemetry = createOpenTelemetry()
 * const grant = createDeviceGrant({ ...options, telemetry })
 * ```
 */
export function createOpenTelemetry(options: OpenTelemetryOptions = {}): Telemetry {
  checkOptionNames<OpenTelemetryOptions>('createOpenTelemetry', options, {
    meterProvider: true,
    tracerProvider: true,
    clientLabel: true,
  })
  checkValues(options)
  const { meterProvider = metrics.getMeterProvider(), tracerProvider = trace.getTracerProvider() } = options
  const instruments = createInstruments(meterProvider.getMeter(scope))
  const tracer = tracerProvider.getTracer(scope)
  const withClient = labelClients(options.clientLabel)
  withClient(undefined, instruments.begin)
  return {
    startRequest(start) {
      const span = startSpan(tracer, `devicegrant ${start.operation}`, requestAttributes(start))
      return {
        ...(span && { within: span.within }),
        end(result) {
          if (span !== undefined) endRequestSpan(span, result)
          return withClient(result.clientId, (client) => instruments.request(result, client))
        },
      }
    },
    startPortCall(port) {
      const span = startSpan(tracer, `devicegrant ${port}`, { 'devicegrant.port': port })
      return {
        ...(span && { within: span.within }),
        end(result) {
          const { outcome } = result
          span?.end({ 'devicegrant.outcome': outcome }, outcome === 'ok' ? undefined : outcome)
          instruments.portCall(port, result)
        },
      }
    },
    event: (event) => withClient(event.clientId, (client) => instruments.event(event, client)),
    fault: instruments.fault,
  }
}

const scope = '@devicegrant/core'

function endRequestSpan(span: OpenSpan, result: RequestResult): void {
  const { operation, outcome, status } = result
  const attributes = { ...requestAttributes(result), 'http.response.status_code': status }
  span.end(attributes, outcome === 'fault' ? outcome : undefined, `devicegrant ${operation}`)
}

function checkValues({ meterProvider, tracerProvider, clientLabel }: OpenTelemetryOptions): void {
  const problems: readonly ConfigurationProblem[] = [
    ...providerProblems('meterProvider', meterProvider, 'getMeter'),
    ...providerProblems('tracerProvider', tracerProvider, 'getTracer'),
    ...(clientLabel === undefined || typeof clientLabel === 'function'
      ? []
      : [invalid('clientLabel', 'must be a function')]),
  ]
  if (problems.length > 0) throw new ConfigurationError(problems)
}

function providerProblems(option: string, provider: unknown, name: string): readonly ConfigurationProblem[] {
  if (provider === undefined || typeof Reflect.get(Object(provider), name) === 'function') return []
  return [invalid(option, `must be a provider of OpenTelemetry, with the function ${name}`)]
}
