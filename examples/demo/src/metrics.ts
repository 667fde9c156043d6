import type { Telemetry } from '@devicegrant/core'
import { createOpenTelemetry } from '@devicegrant/core/opentelemetry'
import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus'
import { MeterProvider } from '@opentelemetry/sdk-metrics'
import type { HostRoute } from './routes.js'

/** What the demo measures, and the route at which Prometheus reads it. */
export interface Metrics {
  readonly telemetry: Telemetry
  readonly route: HostRoute
}

/** Starts to measure. Only these clients have a label of their own, because every caller can send another name. */
export function createMetrics(isClient: (clientId: string) => boolean): Metrics {
  // A server of your own, beside the public one: leave the option out, and Prometheus reads http://localhost:9464/metrics.
  const reader = new PrometheusExporter({ preventServerStart: true })
  const meterProvider = new MeterProvider({ readers: [reader] })
  const serializer = new PrometheusSerializer()
  const clientLabel = (clientId: string) => (isClient(clientId) ? clientId : undefined)
  return {
    telemetry: createOpenTelemetry({ meterProvider, clientLabel }),
    route: {
      method: 'GET',
      path: '/metrics',
      async respond() {
        const { resourceMetrics, errors } = await reader.collect()
        for (const error of errors) console.error('GET /metrics:', error)
        const headers = { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' }
        return { status: 200, headers, body: serializer.serialize(resourceMetrics) }
      },
    },
  }
}
