/**
 * Writes security events, failures and warnings as JSON lines.
 *
 * @packageDocumentation
 */

export { createJsonLinesSink, type JsonLinesOptions, type JsonLinesSink } from './defaults/json-lines/create-sink.js'
