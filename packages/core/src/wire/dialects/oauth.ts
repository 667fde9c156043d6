import { z } from 'zod'
import type { UserCode } from '../../machine/names.js'
import { writeScope } from '../../machine/scope.js'
import { type Instant, second } from '../../machine/time.js'
import { formatUserCode } from '../../machine/user-code.js'
import type { Problem } from '../../protocol/problem.js'
import type { Asked, Field, MediaType, Place, Reading } from '../dialect.js'
import { resourceParameter, scopeParameter } from '../values.js'

// What the dialects that are OAuth share. Each of them says for itself what it takes from here.

/** Forms, as RFC 6749 says. Users of every server ask for JSON too, and some clients send it. */
export const formsAndJson: readonly MediaType[] = ['application/x-www-form-urlencoded', 'application/json']

/** The grant type of RFC 8628 §3.4. */
const deviceCodeGrant = 'urn:ietf:params:oauth:grant-type:device_code'

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

/** RFC 6749 §4.3.2, beside the client's. */
export const loginParameters: z.ZodType<Asked<'exchangePassword'>> = z.object({
  username: z.string(),
  password: z.string(),
  scope: scopeParameter.optional(),
})

/** RFC 7009 §2.1 and RFC 7662 §2.1. Every token shows what kind it is, so a `token_type_hint` is not needed. */
export const tokenParameters: z.ZodType<Asked<'revokeToken'>> = z.object({ token: z.string() })

/** What a token endpoint reads, by `grant_type`. */
export const tokenReadings: Readonly<Record<string, Reading>> = {
  [deviceCodeGrant]: {
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
}

/** RFC 6749 §5.2: printable ASCII without `"` and `\`. */
export const descriptionText: z.ZodType<string> = z.string().regex(/^[\x20\x21\x23-\x5B\x5D-\x7E]+$/)

/** 256 bits in base64url, in every dialect: device codes are opaque to clients. */
export const deviceCodeText: z.ZodType<string> = z.string().regex(/^[\w-]{43}$/)

/** The members of RFC 7662 §2.2, in the order in which they are written. */
export const introspectionFields: readonly Field<'tokenIntrospected'>[] = [
  ['active', ({ active }) => active],
  ['scope', (token) => (token.active ? writeScope(token.scope) : undefined)],
  ['client_id', (token) => (token.active ? token.clientId : undefined)],
  ['username', (token) => (token.active ? token.username : undefined)],
  ['token_type', (token) => (token.active && token.use === 'accessToken' ? 'Bearer' : undefined)],
  // Not RFC 7662's: by this, and by the missing token_type, a resource server that asks about whatever it is shown can
  // tell that this is no access token.
  ['token_use', (token) => (token.active && token.use === 'refreshToken' ? 'refresh_token' : undefined)],
  ['exp', (token) => (token.active ? Math.floor(token.expiresAt / second) : undefined)],
  ['iat', (token) => (token.active ? secondsOf(token.issuedAt) : undefined)],
  ['sub', (token) => (token.active ? token.subject : undefined)],
  ['aud', (token) => (token.active ? oneOrMore(token.audience) : undefined)],
  ['iss', (token, { issuer }) => (token.active ? issuer : undefined)],
  ['jti', (token) => (token.active ? token.tokenId : undefined)],
]

/** The body of a revocation. */
export type RevocationBody = Readonly<Record<string, never>>

/** The body of an introspection, RFC 7662 §2.2. */
export type IntrospectionBody =
  | { readonly active: false }
  | {
      readonly active: true
      readonly scope: string
      readonly client_id: string
      readonly username: string
      /** Of an access token. */
      readonly token_type?: 'Bearer' | undefined
      /** Of a refresh token. */
      readonly token_use?: 'refresh_token' | undefined
      /** Seconds since the Unix epoch, as `iat`. */
      readonly exp: number
      readonly iat?: number | undefined
      readonly sub: string
      readonly aud?: string | readonly string[] | undefined
      readonly iss: string
      readonly jti?: string | undefined
    }

/** RFC 7009 §2.2: the body is ignored by the client. An empty object suits those that parse it all the same. */
export const tokenRevokedSchema: z.ZodType<RevocationBody> = z.strictObject({})

/** RFC 7662 §2.2: everything, or nothing but that the token is not active. */
export const tokenIntrospectedSchema: z.ZodType<IntrospectionBody> = z.discriminatedUnion('active', [
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

/** Where a person types the code. */
export function verificationAddress({ baseUrl, verification }: Place): string {
  return baseUrl + verification.path
}

/** The same with the code, RFC 8628 §3.3.1. */
export function completeAddress(code: UserCode, place: Place): string {
  const { codeParameter } = place.verification
  return `${verificationAddress(place)}?${codeParameter}=${formatUserCode(code, place.userCode)}`
}

/** The interval of a `slow_down`, in the seconds of the wire. */
export function intervalOf({ interval }: Pick<Problem, 'interval'>): number | undefined {
  return interval === undefined ? undefined : Math.ceil(interval / second)
}

/** A point in time in the seconds of the wire. */
export function secondsOf(instant: Instant | undefined): number | undefined {
  return instant === undefined ? undefined : Math.floor(instant / second)
}

// RFC 7519 §4.1.3: one audience is written as a string.
function oneOrMore(audience: readonly string[]): string | readonly string[] | undefined {
  const [first, ...others] = audience
  return others.length === 0 ? first : audience
}
