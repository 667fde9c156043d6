/**
 * Metrics and traces with OpenTelemetry. It needs the package `@opentelemetry/api`.
 *
 * @packageDocumentation
 */

export { createOpenTelemetry, type OpenTelemetryOptions } from './defaults/opentelemetry/create-opentelemetry.js'
