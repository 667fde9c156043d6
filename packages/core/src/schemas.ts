/**
 * The zod schema of every request and every response of every dialect, as it is on the wire, and its type under the same
 * name with a capital first letter. The dialects use these schemas themselves. There is one namespace for each dialect.
 * Yoto uses that of Auth0. Dreadnode has one, with and without a version in the path. The dialects of RFC 8628 at other
 * paths use that of RFC 8628, and so does an authorization server of Okta.
 *
 * @example
 * ```ts
 * import { oracle } from '@devicegrant/core/schemas'
 *
 * const started: oracle.DeviceAuthorizationResponse = oracle.deviceAuthorizationResponse.parse(await response.json())
 * ```
 *
 * @packageDocumentation
 */

// docs/dialects/README.md says which endpoint uses which schema. A schema that several dialects share has the same name
// in each namespace, so that the program of a client needs only one of them.
export * as auth0 from './wire/dialects/auth0/schemas.js'
export * as aws from './wire/dialects/aws/schemas.js'
export * as dreadnode from './wire/dialects/dreadnode/schemas.js'
export * as entra from './wire/dialects/entra/schemas.js'
export * as github from './wire/dialects/github/schemas.js'
export * as google from './wire/dialects/google/schemas.js'
export * as npm from './wire/dialects/npm/schemas.js'
export * as oracle from './wire/dialects/oracle/schemas.js'
export * as keycloak from './wire/dialects/realms/keycloak-schemas.js'
export * as rfc8628 from './wire/dialects/rfc8628/schemas.js'
export * as trakt from './wire/dialects/trakt/schemas.js'
