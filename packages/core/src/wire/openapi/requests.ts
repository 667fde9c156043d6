import * as z from 'zod'
import type { Dialect } from '../dialect.js'
import { clientParameters } from '../dialects/oauth/requests.js'
import type { Endpoint, RequestSpec } from '../endpoint.js'
import type { JsonObject, JsonValue } from '../json-value.js'
import { parametersOfPath } from '../path-patterns.js'
import { wireNameOf } from '../wire-names.js'
import { schemaOf } from './schema-of.js'

/** What one request to a path can ask for. */
export interface NamedReading {
  /** Absent if the path serves one operation only. */
  readonly grantType?: string
  readonly reading: RequestSpec
}

/** Returns everything that a request to this path can ask for. */
export function readingsOf({ reads, orWith }: Endpoint): readonly NamedReading[] {
  if ('operation' in reads) return [{ reading: reads }, ...(orWith ? [{ reading: orWith.reads }] : [])]
  return Object.entries(reads.byGrantType).map(([grantType, reading]) => ({ grantType, reading }))
}

/** Describes the body of the requests to a path, and the parameters that are not in the body. */
export function describeRequest(
  dialect: Dialect,
  endpoint: Endpoint,
  readings: readonly NamedReading[],
  takesClients: boolean,
): JsonObject {
  const { method, path, query = [], cookies = [], body, media } = endpoint
  const inPath = parametersOfPath(path)
  const parameters = [
    ...inPath.map((name) => parameter('path', name, true)),
    ...query.map((name) => parameter('query', name, false)),
    ...cookies.map(({ cookie }) => parameter('cookie', cookie, false)),
  ]
  const elsewhere = [...inPath, ...query, ...cookies.map((cookie) => cookie.parameter)]
  const schemas = readings.map((named) => describeParameters(dialect, named, elsewhere, takesClients))
  const [only] = schemas
  const schema = schemas.length === 1 && only !== undefined ? only : { oneOf: schemas }
  const content = Object.fromEntries(media.map((type) => [type, { schema }]))
  return {
    ...(parameters.length > 0 && { parameters }),
    ...(method === 'POST' && body !== 'ignored' && { requestBody: { required: body !== 'optional', content } }),
  }
}

function parameter(place: 'path' | 'query' | 'cookie', name: string, required: boolean): JsonObject {
  return { in: place, name, required, schema: { type: 'string' } }
}

function describeParameters(
  { names }: Dialect,
  { grantType, reading }: NamedReading,
  elsewhere: readonly string[],
  takesClients: boolean,
): JsonObject {
  const asked = inWireNames(names, schemaOf(reading.parameters, 'input'), elsewhere)
  const own = (schema: z.ZodType): JsonObject => inWireNames(names, schemaOf(schema, 'input'), [])
  const parts = [
    ...(grantType === undefined ? [] : [own(z.object({ grant_type: z.literal(grantType) }))]),
    asked,
    ...(takesClients ? [own(clientParameters)] : []),
  ]
  return parts.length === 1 ? asked : { allOf: parts }
}

/** Returns the schema with the names of its members on the wire, without those that are not in the body. */
function inWireNames(names: Dialect['names'], schema: JsonObject, elsewhere: readonly string[]): JsonObject {
  const { properties, required } = schema
  if (!isObject(properties)) return schema
  const kept = Object.entries(properties)
    .map(([name, member]) => [wireNameOf(names, name), member] as const)
    .filter(([name]) => !elsewhere.includes(name))
  const needed = Array.isArray(required) ? required.map((name) => wireNameOf(names, String(name))) : []
  const stillNeeded = needed.filter((name) => !elsewhere.includes(name))
  const { required: _required, ...others } = schema
  return {
    ...others,
    properties: Object.fromEntries(kept),
    ...(stillNeeded.length > 0 && { required: stillNeeded }),
  }
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
