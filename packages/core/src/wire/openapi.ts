import * as z from 'zod'
import type { Operation } from '../protocol/command.js'
import type { SuccessKind } from '../protocol/outcome.js'
import type { Dialect, Endpoint, RequestSpec } from './dialect.js'
import { clientParameters } from './dialects/oauth/requests.js'
import type { JsonObject } from './json-value.js'

/** The facts of an OpenAPI document that the dialect tables do not hold. */
export interface OpenApiFacts {
  /** The title of the document: the name of the service. */
  readonly title: string
  /** The version of the described interface. It is not that of OpenAPI. */
  readonly version: string
  /** The public URL below which all paths are served. */
  readonly baseUrl: string
}

/** An OpenAPI 3.1 document, as JSON. */
export interface OpenApiDocument {
  readonly openapi: '3.1.1'
  readonly info: JsonObject
  readonly servers: readonly JsonObject[]
  readonly paths: JsonObject
  readonly components: JsonObject
}

/**
 * Returns an OpenAPI 3.1 document of these dialects. It is made from the same tables and schemas that serve requests,
 * so it lists each path with its requests, its responses and the status of every problem.
 *
 * @throws `Error` when an endpoint of a dialect reads no operation.
 * @example
 * ```ts
 * const document = describeApi([rfc8628], { title: 'Login', version: '1', baseUrl: 'https://login.example.com' })
 * ```
 */
export function describeApi(dialects: readonly Dialect[], { title, version, baseUrl }: OpenApiFacts): OpenApiDocument {
  const paths = dialects.flatMap((dialect) =>
    dialect.endpoints.map((endpoint) => [endpoint.path, { post: describeEndpoint(dialect, endpoint) }] as const),
  )
  const schemas = dialects.map(
    (dialect) => [problemName(dialect), schemaOf(dialect.schemas.problem, 'output')] as const,
  )
  return {
    openapi: '3.1.1',
    info: { title, version },
    servers: [{ url: baseUrl }],
    paths: Object.fromEntries(paths),
    components: { schemas: Object.fromEntries(schemas), securitySchemes },
  }
}

const securitySchemes: JsonObject = {
  clientSecret: { type: 'http', scheme: 'basic', description: 'RFC 6749 §2.3.1, for clients that have a secret.' },
}

const summaries: Readonly<Record<Operation, string>> = {
  startAuthorization: 'Gives a device its two codes (RFC 8628 §3.1)',
  exchangeDeviceCode: 'Answers a poll (RFC 8628 §3.4)',
  exchangeRefreshToken: 'Refreshes tokens (RFC 6749 §6)',
  exchangePassword: 'Exchanges a name and a password (RFC 6749 §4.3)',
  logIn: 'Signs a person in with a name and a password',
  revokeToken: 'Ends the grant of a token (RFC 7009 §2)',
  introspectToken: 'Describes a token to a resource server (RFC 7662 §2)',
}

const successKinds: Readonly<Record<Operation, SuccessKind>> = {
  startAuthorization: 'authorizationStarted',
  exchangeDeviceCode: 'tokensIssued',
  exchangeRefreshToken: 'tokensIssued',
  exchangePassword: 'tokensIssued',
  logIn: 'tokensIssued',
  revokeToken: 'tokenRevoked',
  introspectToken: 'tokenIntrospected',
}

function describeEndpoint(dialect: Dialect, endpoint: Endpoint): JsonObject {
  const readings = readingsOf(endpoint)
  const [first] = readings
  if (first === undefined) throw new Error(`${endpoint.path} of the dialect ${dialect.name} reads no operation`)
  const takesClients = dialect.anonymousClient === undefined && first.reading.operation !== 'logIn'
  const response = endpoint.response ?? dialect.schemas[successKinds[first.reading.operation]]
  return {
    operationId: operationId(dialect, endpoint),
    tags: [dialect.name],
    summary: readings.map(({ reading }) => summaries[reading.operation]).join('. '),
    ...(takesClients && { security: securityOf(first.reading.operation) }),
    ...(endpoint.body !== 'ignored' && { requestBody: describeRequest(endpoint, readings, takesClients) }),
    ...(endpoint.cookies && { parameters: endpoint.cookies.map(describeCookie) }),
    responses: describeResponses(dialect, schemaOf(response, 'output')),
  }
}

// RFC 7662 §2.1: a caller of introspection must authenticate. It may also do so with an assertion in the body.
function securityOf(operation: Operation): readonly JsonObject[] {
  return operation === 'introspectToken' ? [{ clientSecret: [] }] : [{}, { clientSecret: [] }]
}

interface NamedReading {
  /** Absent if the path serves one operation only. */
  readonly grantType?: string
  readonly reading: RequestSpec
}

function readingsOf({ reads }: Endpoint): readonly NamedReading[] {
  if ('operation' in reads) return [{ reading: reads }]
  return Object.entries(reads.byGrantType).map(([grantType, reading]) => ({ grantType, reading }))
}

function describeRequest(endpoint: Endpoint, readings: readonly NamedReading[], takesClients: boolean): JsonObject {
  const fromCookies = (endpoint.cookies ?? []).map(({ parameter }) => parameter)
  const schemas = readings.map((named) => describeParameters(named, fromCookies, takesClients))
  const [only] = schemas
  const schema = schemas.length === 1 && only !== undefined ? only : { oneOf: schemas }
  return {
    required: endpoint.body !== 'optional',
    content: Object.fromEntries(endpoint.media.map((media) => [media, { schema }])),
  }
}

function describeParameters(
  { grantType, reading }: NamedReading,
  fromCookies: readonly string[],
  takesClients: boolean,
): JsonObject {
  const asked = withoutMembers(schemaOf(reading.parameters, 'input'), fromCookies)
  const parts = [
    ...(grantType === undefined ? [] : [schemaOf(z.object({ grant_type: z.literal(grantType) }), 'input')]),
    asked,
    ...(takesClients ? [schemaOf(clientParameters, 'input')] : []),
  ]
  return parts.length === 1 ? asked : { allOf: parts }
}

function withoutMembers(schema: JsonObject, names: readonly string[]): JsonObject {
  const { properties } = schema
  if (names.length === 0 || typeof properties !== 'object' || properties === null) return schema
  const kept = Object.entries(properties).filter(([name]) => !names.includes(name))
  return { ...schema, properties: Object.fromEntries(kept) }
}

function describeCookie({ cookie }: { readonly cookie: string }): JsonObject {
  return { in: 'cookie', name: cookie, required: false, schema: { type: 'string' } }
}

function describeResponses(dialect: Dialect, response: JsonObject): JsonObject {
  const words = new Map<number, Set<string>>([[200, new Set(['Success'])]])
  for (const { status, word } of Object.values(dialect.problems)) {
    words.set(status, (words.get(status) ?? new Set()).add(word))
  }
  const refusal = { $ref: `#/components/schemas/${problemName(dialect)}` }
  // Some systems report problems with status 200.
  const success = Object.values(dialect.problems).some(({ status }) => status === 200)
    ? { anyOf: [response, refusal] }
    : response
  const responses = [...words].sort(([one], [other]) => one - other)
  return Object.fromEntries(
    responses.map(([status, said]) => {
      const content = asJson(status === 200 ? success : refusal)
      return [status, { description: [...said].join(', '), content }]
    }),
  )
}

function operationId({ name }: Dialect, { path }: Endpoint): string {
  return `${name}${path.replace(/[^a-z0-9]+/gi, '_')}`
}

function problemName({ name }: Dialect): string {
  return `${name}_problem`
}

function asJson(schema: JsonObject): JsonObject {
  return { 'application/json': { schema } }
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonObject {
  // OpenAPI 3.1 uses JSON Schema 2020-12 by default, so single schemas need no `$schema`.
  const { $schema: _dialect, ...described } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  return JSON.parse(JSON.stringify(described))
}
