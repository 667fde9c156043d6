import * as z from 'zod'

// The responses that the OAuth dialects share. If a dialect orders the members of a response differently, it has its
// own schema for the same type.

/** RFC 6749 §5.2: printable ASCII without `"` and `\`. */
export const descriptionText: z.ZodType<string, string> = z.string().regex(/^[\x20\x21\x23-\x5B\x5D-\x7E]+$/)

/** A device code: 256 bits in base64url, in every dialect. Device codes are opaque to clients. */
export const deviceCodeText: z.ZodType<string, string> = z.string().regex(/^[\w-]{43}$/)

/** Tokens, RFC 6749 §5.1. */
export interface TokenResponse {
  readonly access_token: string
  /** `Bearer` (RFC 6750 §4), unless the host's token issuer makes other tokens. */
  readonly token_type: string
  /** The lifetime of the access token in seconds. */
  readonly expires_in: number
  /** Present if the client may have one. */
  readonly refresh_token?: string | undefined
  /** Present if the host's token issuer makes one (OpenID Connect Core §2). */
  readonly id_token?: string | undefined
  /** The granted scope values, separated by spaces. Always present, because some clients need it. */
  readonly scope: string
}

/** Tokens, RFC 6749 §5.1. `scope` is always present, because some clients need it. */
export const tokenResponse: z.ZodType<TokenResponse, TokenResponse> = z.strictObject({
  access_token: z.string().min(1),
  token_type: z.string(),
  expires_in: z.int().positive(),
  refresh_token: z.string().min(1).optional(),
  id_token: z.string().min(1).optional(),
  scope: z.string(),
})

/** The response to a revocation: an empty object, RFC 7009 §2.2. */
export type RevocationResponse = Readonly<Record<string, never>>

/**
 * The response to a revocation, RFC 7009 §2.2. Clients ignore the body. An empty object suits clients that parse it.
 */
export const revocationResponse: z.ZodType<RevocationResponse, RevocationResponse> = z.strictObject({})

/** The introspection of a token that is not active, RFC 7662 §2.2. */
export interface InactiveIntrospection {
  readonly active: false
}

/** The introspection of an active token, RFC 7662 §2.2. */
export interface ActiveIntrospection {
  readonly active: true
  /** Its scope values, separated by spaces. */
  readonly scope: string
  readonly client_id: string
  readonly username: string
  /** Present for an access token. */
  readonly token_type?: 'Bearer' | undefined
  /** Present for a refresh token. */
  readonly token_use?: 'refresh_token' | undefined
  /** The time when the token expires, in seconds since the Unix epoch. */
  readonly exp: number
  /** The time when the token was issued, in seconds since the Unix epoch. */
  readonly iat?: number | undefined
  readonly sub: string
  readonly aud?: string | readonly string[] | undefined
  readonly iss: string
  readonly jti?: string | undefined
}

/** The response to an introspection, RFC 7662 §2.2. */
export type IntrospectionResponse = InactiveIntrospection | ActiveIntrospection

/** The response to an introspection, RFC 7662 §2.2. An inactive token has no other members. */
export const introspectionResponse: z.ZodType<IntrospectionResponse, IntrospectionResponse> = z.discriminatedUnion(
  'active',
  [
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
  ],
)

/** The error codes of RFC 6749 §5.2, RFC 8628 §3.5 and RFC 8707 §2, and two of RFC 6749 §4.1.2.1 for outages. */
export const problemWords = [
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

/** The body of a problem response, RFC 6749 §5.2. */
export interface OAuthProblem {
  readonly error: (typeof problemWords)[number]
  /** A text for developers. Programs use `error`. */
  readonly error_description: string
  /** The new interval between polls in seconds. Present with `slow_down`. */
  readonly interval?: number | undefined
}

/**
 * The body of a problem response, RFC 6749 §5.2. A `slow_down` has an `interval`, because some clients read it there.
 */
export const oauthProblem: z.ZodType<OAuthProblem, OAuthProblem> = z.strictObject({
  error: z.enum(problemWords),
  error_description: descriptionText,
  interval: z.int().positive().optional(),
})
