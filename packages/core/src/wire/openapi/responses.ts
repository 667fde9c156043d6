import type { Operation } from '../../protocol/command.js'
import type { Dialect } from '../dialect.js'
import type { Endpoint, ErrorSpelling } from '../endpoint.js'
import type { JsonObject } from '../json-value.js'
import { successKinds } from '../success-kinds.js'
import { jsonBodies } from '../writing/representations.js'
import { schemaOf } from './schema-of.js'

/** Returns the name of the schema of the problems of a dialect. */
export function problemName({ name }: Dialect): string {
  return `${name}_problem`
}

/** Describes every response of a path by its status. */
export function describeResponses(dialect: Dialect, endpoint: Endpoint, operation: Operation): JsonObject {
  const { status: fine = 200, problems } = endpoint
  const refusals = statusesOf({ ...dialect.problems, ...problems })
  const statuses = [...new Set([fine, ...refusals.keys()])].sort((one, other) => one - other)
  const success = successSchema(dialect, endpoint, operation)
  const refusal = { $ref: `#/components/schemas/${problemName(dialect)}` }
  return Object.fromEntries(
    statuses.map((status) => {
      const words = [...(refusals.get(status) ?? [])]
      // Some systems report problems with the status of a success.
      const schemas = [
        ...(status === fine && success !== undefined ? [success] : []),
        ...(words.some((word) => word !== '') ? [refusal] : []),
      ]
      const description = [...(status === fine ? ['Success'] : []), ...words.filter((word) => word !== '')].join(', ')
      return [status, { description: description === '' ? 'No body' : description, ...contentOf(dialect, schemas) }]
    }),
  )
}

function successSchema(
  { responses, schemas }: Dialect,
  endpoint: Endpoint,
  operation: Operation,
): JsonObject | undefined {
  const kind = successKinds[operation]
  const schema = endpoint.response ?? schemas[kind]
  return responses[kind] === 'noBody' || schema === undefined ? undefined : schemaOf(schema, 'output')
}

function statusesOf(problems: Readonly<Record<string, ErrorSpelling>>): ReadonlyMap<number, ReadonlySet<string>> {
  const words = new Map<number, Set<string>>()
  for (const { status, word } of Object.values(problems)) words.set(status, (words.get(status) ?? new Set()).add(word))
  return words
}

function contentOf({ representations = [jsonBodies] }: Dialect, schemas: readonly JsonObject[]): JsonObject {
  const [first] = schemas
  if (first === undefined) return {}
  const schema = schemas.length === 1 ? first : { anyOf: schemas }
  return { content: Object.fromEntries(representations.map(({ media }) => [media, { schema }])) }
}
