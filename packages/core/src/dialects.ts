/**
 * The dialects, and what a host needs to write its own: the types of the table, the commands that it reads, the outcomes
 * that it writes, the parts that the OAuth dialects share, the formats of user codes, and readers of common parameters.
 *
 * @packageDocumentation
 */

export {
  base20x8,
  base20x10,
  base20x12,
  digitsx12,
  formatUserCode,
  type LongerUserCode,
  readUserCode,
  type UserCodeFormat,
  type UserCodeReading,
} from './machine/user-code.js'
export type {
  ClientAuthenticationMethod,
  ClientCredentials,
  UnencodedCredentials,
} from './protocol/client-credentials.js'
export type {
  Command,
  CommandOf,
  DialectTerms,
  ExchangeDeviceCode,
  ExchangePassword,
  ExchangeRefreshToken,
  GrantType,
  IntrospectToken,
  LogIn,
  Operation,
  RegisterClient,
  RegistrableAuthMethod,
  RevokeToken,
  StartAuthorization,
} from './protocol/command.js'
export type { PollProofs, StartBinding } from './protocol/device-checks.js'
export type {
  ActiveToken,
  AuthorizationStarted,
  ClientRegistered,
  Outcome,
  Success,
  Successes,
  SuccessKind,
  SuccessOf,
  TokenIntrospected,
  TokenRevoked,
  TokensIssued,
} from './protocol/outcome.js'
export type { ParameterFault, ProblemCode } from './protocol/problem.js'
export type {
  Dialect,
  Representation,
  ResponseContext,
  ResponseField,
  ResponseHeaders,
  SpelledProblem,
  VerificationPage,
} from './wire/dialect.js'
export { auth0, yoto } from './wire/dialects/auth0/auth0.js'
export { aws } from './wire/dialects/aws/aws.js'
export { dreadnode, dreadnodeUnversioned } from './wire/dialects/dreadnode/dreadnode.js'
export { entra } from './wire/dialects/entra/entra.js'
export { github } from './wire/dialects/github/github.js'
export { google } from './wire/dialects/google/google.js'
export { at, type Move, type MovedPaths, type NewPath } from './wire/dialects/moved/at.js'
export { gitlab, huggingFace, hydra, okta, sentry, stripe } from './wire/dialects/moved/ready-made.js'
export { npm } from './wire/dialects/npm/npm.js'
export {
  completeAddress,
  deviceMembers,
  inOrder,
  tokenMembers,
  verificationAddress,
} from './wire/dialects/oauth/fields.js'
export { oauthEnvelope, oauthProblems } from './wire/dialects/oauth/problems.js'
export { introspectionSpec, revocationSpec, tokenSpecs } from './wire/dialects/oauth/request-specs.js'
export { oracle, oracleWith } from './wire/dialects/oracle/oracle.js'
export { keycloak } from './wire/dialects/realms/keycloak.js'
export { oktaServer } from './wire/dialects/realms/okta-server.js'
export { rfc8628 } from './wire/dialects/rfc8628/rfc8628.js'
export { trakt, traktDocumented } from './wire/dialects/trakt/trakt.js'
export type { DialectDocument, DocumentFacts } from './wire/documents/document.js'
export { writeMetadata } from './wire/documents/metadata.js'
export type {
  Endpoint,
  ErrorSpelling,
  MediaType,
  OperationSpec,
  ParameterSpec,
  RequestedParameters,
  RequestSpec,
  ResponseCookie,
} from './wire/endpoint.js'
export type { JsonObject, JsonValue } from './wire/json-value.js'
export { describeApi, type OpenApiDocument, type OpenApiFacts } from './wire/openapi/openapi.js'
export { acrValuesParameter, claimedText, maxAgeParameter, resourceParameter, scopeParameter } from './wire/values.js'
export { pureEnvelope } from './wire/writing/pure-envelope.js'
export { formBodies, jsonBodies } from './wire/writing/representations.js'
export { retryAfterHeader, standardHeaders } from './wire/writing/standard-headers.js'
