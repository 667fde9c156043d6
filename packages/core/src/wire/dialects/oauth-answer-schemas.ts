import { z } from 'zod'

// What the dialects that are OAuth answer alike. Where the members of an answer come in another order, a dialect has a
// schema of its own for the same type.

/** RFC 6749 §5.2: printable ASCII without `"` and `\`. */
export const descriptionText: z.ZodType<string, string> = z.string().regex(/^[\x20\x21\x23-\x5B\x5D-\x7E]+$/)

/** 256 bits in base64url, in every dialect: device codes are opaque to clients. */
export const deviceCodeText: z.ZodType<string, string> = z.string().regex(/^[\w-]{43}$/)

/** Tokens, RFC 6749 §5.1. */
export interface TokenAnswer {
  readonly access_token: string
  /** `Bearer`, RFC 6750 §4, unless the host's issuer makes other tokens. */
  readonly token_type: string
  /** Seconds that the access token lives. */
  readonly expires_in: number
  /** Where the client may have one. */
  readonly refresh_token?: string | undefined
  /** Where the host's issuer makes one, OpenID Connect Core §2. */
  readonly id_token?: string | undefined
  /** The scope values granted, separated by spaces. Always there: some clients need it. */
  readonly scope: string
}

/** Tokens, RFC 6749 §5.1. `scope` is always there: some clients need it. */
export const tokenAnswer: z.ZodType<TokenAnswer, TokenAnswer> = z.strictObject({
  access_token: z.string().min(1),
  token_type: z.string(),
  expires_in: z.int().positive(),
  refresh_token: z.string().min(1).optional(),
  id_token: z.string().min(1).optional(),
  scope: z.string(),
})

/** The body of a revocation, RFC 7009 §2.2: nothing. */
export type RevocationAnswer = Readonly<Record<string, never>>

/** RFC 7009 §2.2: the body is ignored by the client. An empty object suits those that parse it all the same. */
export const revocationAnswer: z.ZodType<RevocationAnswer, RevocationAnswer> = z.strictObject({})

/** A token that is good for nothing, RFC 7662 §2.2. */
export interface InactiveIntrospection {
  readonly active: false
}

/** A token that is good, RFC 7662 §2.2. */
export interface ActiveIntrospection {
  readonly active: true
  /** Its scope values, separated by spaces. */
  readonly scope: string
  readonly client_id: string
  readonly username: string
  /** Of an access token. */
  readonly token_type?: 'Bearer' | undefined
  /** Of a refresh token. */
  readonly token_use?: 'refresh_token' | undefined
  /** When it ends, in seconds since the Unix epoch, as `iat`. */
  readonly exp: number
  readonly iat?: number | undefined
  readonly sub: string
  readonly aud?: string | readonly string[] | undefined
  readonly iss: string
  readonly jti?: string | undefined
}

/** The body of an introspection, RFC 7662 §2.2. */
export type IntrospectionAnswer = InactiveIntrospection | ActiveIntrospection

/** RFC 7662 §2.2: everything, or nothing but that the token is not active. */
export const introspectionAnswer: z.ZodType<IntrospectionAnswer, IntrospectionAnswer> = z.discriminatedUnion('active', [
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

/** The words of RFC 6749 §5.2, RFC 8628 §3.5 and RFC 8707 §2, and two of RFC 6749 §4.1.2.1 for outages. */
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

/** The body of a refusal, RFC 6749 §5.2. */
export interface OAuthProblem {
  readonly error: (typeof problemWords)[number]
  /** For whoever looks into it. Programs go by `error`. */
  readonly error_description: string
  /** Seconds to wait between polls from now on, beside `slow_down`. */
  readonly interval?: number | undefined
}

/** RFC 6749 §5.2. `interval` stands beside `slow_down`: some clients read it there. */
export const oauthProblem: z.ZodType<OAuthProblem, OAuthProblem> = z.strictObject({
  error: z.enum(problemWords),
  error_description: descriptionText,
  interval: z.int().positive().optional(),
})
