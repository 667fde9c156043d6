import { z } from 'zod'
import type { UserCode } from '../../machine/names.js'
import { writeScope } from '../../machine/scope.js'
import { type Instant, second } from '../../machine/time.js'
import { base20x8, formatUserCode } from '../../machine/user-code.js'
import type { Dialect, JsonObject, MediaType, Place, SpelledProblem } from '../dialect.js'
import { claimedText, resourceParameter, scopeParameter } from '../values.js'

// RFC 6749 §4.1.3 and RFC 8628 §3.1 say forms. Users of every server ask for JSON too, and some clients send it.
const media: readonly MediaType[] = ['application/x-www-form-urlencoded', 'application/json']

const longestLabel = 80

/** RFC 8628 §3.1 parameters, beside the client's. */
const startParameters = z.object({
  scope: scopeParameter.optional(),
  resource: resourceParameter.default([]),
  // Our own: what the device calls itself.
  device_label: z
    .string()
    .transform((text) => claimedText(text, longestLabel))
    .optional(),
})

/** RFC 8628 §3.4 parameters, beside the client's. */
const exchangeParameters = z.object({
  device_code: z.string(),
  resource: resourceParameter.default([]),
})

/** RFC 6749 §6 parameters, and RFC 8707 §2.2, beside the client's. */
const refreshParameters = z.object({
  refresh_token: z.string(),
  scope: scopeParameter.optional(),
  resource: resourceParameter.default([]),
})

/** RFC 7009 §2.1 and RFC 7662 §2.1. Every token shows what kind it is, so a `token_type_hint` is not needed. */
const tokenParameters = z.object({ token: z.string() })

/** RFC 6749 §4.3.2. At our own login without a client, since no third party is trusted with a password there. */
const loginParameters = z.object({
  username: z.string(),
  password: z.string(),
  scope: scopeParameter.optional(),
})

const words = [
  'invalid_request',
  'invalid_client',
  'invalid_grant',
  'unauthorized_client',
  'unsupported_grant_type',
  'invalid_scope',
  'invalid_target',
  'authorization_pending',
  'slow_down',
  'access_denied',
  'expired_token',
  'server_error',
  'temporarily_unavailable',
] as const

/** RFC 8628 §3.2. */
const authorizationStarted = z.strictObject({
  device_code: z.string().regex(/^[\w-]{43}$/),
  user_code: z.string(),
  verification_uri: z.url(),
  verification_uri_complete: z.url(),
  expires_in: z.int().positive(),
  interval: z.int().positive(),
})

/** RFC 6749 §5.1. `scope` is always there: some clients need it. */
const tokensIssued = z.strictObject({
  access_token: z.string().min(1),
  token_type: z.string(),
  expires_in: z.int().positive(),
  refresh_token: z.string().min(1).optional(),
  id_token: z.string().min(1).optional(),
  scope: z.string(),
})

/** RFC 7009 §2.2: the body is ignored by the client. An empty object suits those that parse it all the same. */
const tokenRevoked = z.strictObject({})

/** RFC 7662 §2.2: everything, or nothing but that the token is not active. */
const tokenIntrospected = z.discriminatedUnion('active', [
  z.strictObject({ active: z.literal(false) }),
  z.strictObject({
    active: z.literal(true),
    scope: z.string(),
    client_id: z.string(),
    username: z.string(),
    token_type: z.literal('Bearer').optional(),
    token_use: z.literal('refresh_token').optional(),
    exp: z.int().positive(),
    iat: z.int().positive().optional(),
    sub: z.string(),
    aud: z.union([z.string(), z.array(z.string())]).optional(),
    iss: z.string(),
    jti: z.string().optional(),
  }),
])

/** RFC 6749 §5.2. `interval` stands beside `slow_down`: some clients read it there. */
const problemBody = z.strictObject({
  error: z.enum(words),
  error_description: z.string().regex(/^[\x20\x21\x23-\x5B\x5D-\x7E]+$/),
  interval: z.int().positive().optional(),
})

/** The RFC's own words: RFC 8628 on RFC 6749, with RFC 8707 resources and a first-party password login. */
export const rfc8628: Dialect = {
  name: 'rfc8628',
  endpoints: [
    {
      method: 'POST',
      path: '/device_authorization',
      media,
      metadataName: 'device_authorization_endpoint',
      reads: {
        operation: 'startAuthorization',
        parameters: startParameters.transform(({ scope, resource, device_label }) => ({
          scope,
          resources: resource,
          label: device_label,
        })),
      },
    },
    {
      method: 'POST',
      path: '/token',
      media,
      metadataName: 'token_endpoint',
      reads: {
        byGrantType: {
          'urn:ietf:params:oauth:grant-type:device_code': {
            operation: 'exchangeDeviceCode',
            parameters: exchangeParameters.transform(({ device_code, resource }) => ({
              deviceCode: device_code,
              resources: resource,
            })),
          },
          refresh_token: {
            operation: 'exchangeRefreshToken',
            parameters: refreshParameters.transform(({ refresh_token, scope, resource }) => ({
              refreshToken: refresh_token,
              scope,
              resources: resource,
            })),
          },
          password: { operation: 'exchangePassword', parameters: loginParameters },
        },
      },
    },
    {
      method: 'POST',
      path: '/revoke',
      media,
      metadataName: 'revocation_endpoint',
      reads: { operation: 'revokeToken', parameters: tokenParameters },
    },
    {
      method: 'POST',
      path: '/introspect',
      media,
      metadataName: 'introspection_endpoint',
      reads: { operation: 'introspectToken', parameters: tokenParameters },
    },
    { method: 'POST', path: '/login', media, reads: { operation: 'logIn', parameters: loginParameters } },
  ],
  verification: { path: '/device', codeParameter: 'user_code' },
  userCode: base20x8,
  answers: {
    authorizationStarted: [
      ['device_code', ({ deviceCode }) => deviceCode],
      ['user_code', (answer, place) => formatUserCode(answer.userCode, place.userCode)],
      ['verification_uri', (_, { baseUrl, verification }) => baseUrl + verification.path],
      ['verification_uri_complete', (answer, place) => completeLink(answer.userCode, place)],
      ['expires_in', ({ lifetime }) => Math.floor(lifetime / second)],
      ['interval', ({ interval }) => Math.ceil(interval / second)],
    ],
    tokensIssued: [
      ['access_token', ({ accessToken }) => accessToken],
      ['token_type', ({ tokenType }) => tokenType],
      ['expires_in', ({ lifetime }) => Math.floor(lifetime / second)],
      ['refresh_token', ({ refreshToken }) => refreshToken],
      ['id_token', ({ idToken }) => idToken],
      ['scope', ({ scope }) => writeScope(scope)],
    ],
    tokenRevoked: [],
    tokenIntrospected: [
      ['active', ({ active }) => active],
      ['scope', (token) => (token.active ? writeScope(token.scope) : undefined)],
      ['client_id', (token) => (token.active ? token.clientId : undefined)],
      ['username', (token) => (token.active ? token.username : undefined)],
      ['token_type', (token) => (token.active && token.use === 'accessToken' ? 'Bearer' : undefined)],
      // Not RFC 7662's: by this, and by the missing token_type, a resource server that asks about whatever it is shown
      // can tell that this is no access token.
      ['token_use', (token) => (token.active && token.use === 'refreshToken' ? 'refresh_token' : undefined)],
      ['exp', (token) => (token.active ? Math.floor(token.expiresAt / second) : undefined)],
      ['iat', (token) => (token.active ? secondsOf(token.issuedAt) : undefined)],
      ['sub', (token) => (token.active ? token.subject : undefined)],
      ['aud', (token) => (token.active ? oneOrMore(token.audience) : undefined)],
      ['iss', (token, { issuer }) => (token.active ? issuer : undefined)],
      ['jti', (token) => (token.active ? token.tokenId : undefined)],
    ],
  },
  problems: {
    invalidRequest: { status: 400, word: 'invalid_request' },
    // RFC 6749 §5.2: 401, with a challenge.
    invalidClient: { status: 401, word: 'invalid_client' },
    invalidGrant: { status: 400, word: 'invalid_grant' },
    invalidCredentials: { status: 400, word: 'invalid_grant' },
    unauthorizedClient: { status: 400, word: 'unauthorized_client' },
    // RFC 7662 §2.3 leaves the words open; 403 is for a caller that is known and may not ask.
    introspectionForbidden: { status: 403, word: 'unauthorized_client' },
    unsupportedGrantType: { status: 400, word: 'unsupported_grant_type' },
    invalidScope: { status: 400, word: 'invalid_scope' },
    invalidTarget: { status: 400, word: 'invalid_target' },
    authorizationPending: { status: 400, word: 'authorization_pending' },
    slowDown: { status: 400, word: 'slow_down' },
    accessDenied: { status: 400, word: 'access_denied' },
    expiredToken: { status: 400, word: 'expired_token' },
    methodNotAllowed: { status: 405, word: 'invalid_request' },
    requestTimeout: { status: 408, word: 'invalid_request' },
    contentTooLarge: { status: 413, word: 'invalid_request' },
    unsupportedMediaType: { status: 415, word: 'invalid_request' },
    serverError: { status: 500, word: 'server_error' },
    temporarilyUnavailable: { status: 503, word: 'temporarily_unavailable' },
  },
  envelope,
  schemas: { authorizationStarted, tokensIssued, tokenRevoked, tokenIntrospected, problem: problemBody },
}

// RFC 8628 §3.3.1.
function completeLink(code: UserCode, { baseUrl, verification, userCode }: Place): string {
  return `${baseUrl}${verification.path}?${verification.codeParameter}=${formatUserCode(code, userCode)}`
}

function envelope({ word, description, interval }: SpelledProblem): JsonObject {
  return {
    error: word,
    error_description: description,
    interval: interval === undefined ? undefined : Math.ceil(interval / second),
  }
}

function secondsOf(instant: Instant | undefined): number | undefined {
  return instant === undefined ? undefined : Math.floor(instant / second)
}

// RFC 7519 §4.1.3: one audience is written as a string.
function oneOrMore(audience: readonly string[]): string | readonly string[] | undefined {
  const [first, ...others] = audience
  return others.length === 0 ? first : audience
}
