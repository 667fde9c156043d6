import type * as z from 'zod'
import { createResponseWriter, type EndpointResponses, type ResponseWriter } from '../src/http/dialect-responses.js'
import { type GrantFacts, responseContext } from '../src/http/response-context.js'
import type { Outcome, SuccessKind } from '../src/protocol/outcome.js'
import type { Dialect } from '../src/wire/dialect.js'
import type { JsonObject } from '../src/wire/json-value.js'
import { type EndpointSpelling, spellOutcome, type WrittenResponse, writeResponse } from '../src/wire/write-response.js'

/** The facts of the grant whose responses tests write. Its clock stands still. */
export const facts: GrantFacts = {
  issuer: 'https://example.com',
  baseUrl: 'https://example.com/auth',
  clock: { now: () => 1_767_225_600_000 },
}

/** Returns an outcome as a dialect writes it, without HTTP. */
export function written(dialect: Dialect, outcome: Outcome, endpoint?: EndpointSpelling): WrittenResponse {
  return writeResponse(dialect, spellOutcome(dialect, outcome, endpoint), responseContext(dialect, facts), endpoint)
}

/** Returns the body of an outcome. Fails if there is none. */
export function writtenBody(dialect: Dialect, outcome: Outcome, endpoint?: EndpointSpelling): JsonObject {
  const { body } = written(dialect, outcome, endpoint)
  if (body === undefined) throw new Error('the response has no body')
  return body
}

/** Returns the writer of one path of a dialect. */
export function writerOf(dialect: Dialect, endpoint?: EndpointResponses): ResponseWriter {
  return createResponseWriter(dialect, facts, endpoint)
}

/** Returns the schema of one kind of response. Fails if there is none. */
export function schemaFor(dialect: Dialect, kind: SuccessKind): z.ZodType {
  const schema = dialect.schemas[kind]
  if (schema === undefined) throw new Error(`the dialect ${dialect.name} has no schema of ${kind}`)
  return schema
}
