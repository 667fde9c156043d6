/**
 * Writes security events, failures and warnings as JSON lines.
 *
 * @packageDocumentation
 */

export { createJsonLinesSink, type JsonLinesSink } from './defaults/json-lines/create-sink.js'
export type { JsonLinesOptions } from './defaults/json-lines/options.js'
