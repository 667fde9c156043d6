import * as z from 'zod'
import type { JsonObject } from '../json-value.js'

/** Returns the JSON Schema of what a schema takes, or of what it returns. */
export function schemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonObject {
  // OpenAPI 3.1 uses JSON Schema 2020-12 by default, so single schemas need no `$schema`.
  const { $schema: _dialect, ...described } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  return JSON.parse(JSON.stringify(described))
}
