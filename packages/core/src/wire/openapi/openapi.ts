import type { Operation } from '../../protocol/command.js'
import type { Dialect } from '../dialect.js'
import type { Endpoint } from '../endpoint.js'
import type { JsonObject } from '../json-value.js'
import { describeRequest, readingsOf } from './requests.js'
import { describeResponses, problemName } from './responses.js'
import { schemaOf } from './schema-of.js'

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
    dialect.endpoints.map((endpoint) => {
      const method = endpoint.method.toLowerCase()
      return [endpoint.path, { [method]: describeEndpoint(dialect, endpoint) }] as const
    }),
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
  completeLogIn: 'Takes the second factor of a sign-in',
  revokeToken: 'Ends the grant of a token (RFC 7009 §2)',
  introspectToken: 'Describes a token to a resource server (RFC 7662 §2)',
  registerClient: 'Registers a program as a client (RFC 7591 §3)',
}

function describeEndpoint(dialect: Dialect, endpoint: Endpoint): JsonObject {
  const readings = readingsOf(endpoint)
  const [first] = readings
  if (first === undefined) throw new Error(`${endpoint.path} of the dialect ${dialect.name} reads no operation`)
  const { operation } = first.reading
  const takesClients = dialect.anonymousClient === undefined && operation !== 'logIn' && operation !== 'registerClient'
  return {
    operationId: operationId(dialect, endpoint),
    tags: [dialect.name],
    summary: readings.map(({ reading }) => summaries[reading.operation]).join('. '),
    ...(takesClients && { security: securityOf(operation) }),
    ...describeRequest(dialect, endpoint, readings, takesClients),
    responses: describeResponses(dialect, endpoint, operation),
  }
}

// RFC 7662 §2.1: a caller of introspection must authenticate. It may also do so with an assertion in the body.
function securityOf(operation: Operation): readonly JsonObject[] {
  return operation === 'introspectToken' ? [{ clientSecret: [] }] : [{}, { clientSecret: [] }]
}

function operationId({ name }: Dialect, { path }: Endpoint): string {
  return `${name}${path.replace(/[^a-z0-9]+/gi, '_')}`
}
