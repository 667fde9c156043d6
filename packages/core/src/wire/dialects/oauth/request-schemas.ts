import * as z from 'zod'
import { resourceParameter, scopeParameter } from '../../values.js'

// The requests that the OAuth dialects share, as they are on the wire. The dialect tables use the schemas without the
// client's parameters and the grant type, which other code reads. Client programs use the complete schemas.

/** The grant type of RFC 8628 §3.4. */
export const deviceCodeGrant = 'urn:ietf:params:oauth:grant-type:device_code'

/** Returns a schema that checks a parameter with `read` and keeps the value as it was sent. */
export function asSent<Sent>(sent: z.ZodType<Sent, Sent>, read: z.ZodType): z.ZodType<Sent, Sent> {
  return sent.superRefine((value, context) => {
    for (const issue of read.safeParse(value).error?.issues ?? []) context.addIssue({ ...issue })
  })
}

/** One absolute URI or several, RFC 8707 §2. */
export type SentResource = string | readonly string[]

/** RFC 6749 §3.3: scope values separated by spaces. */
export const scopeText: z.ZodType<string, string> = asSent(z.string(), scopeParameter)

/** RFC 8707 §2: one or several absolute URIs without a fragment. */
export const resourceTexts: z.ZodType<SentResource, SentResource> = asSent(
  z.union([z.string(), z.array(z.string())]),
  resourceParameter,
)

/** Client authentication in the body (RFC 6749 §2.3.1, RFC 7521 §4.2). A request uses one method, or the header. */
export interface ClientParameters {
  /** Required unless `Authorization: Basic` or an assertion names the client. */
  readonly client_id?: string | undefined
  /** The client's secret, if the client uses this method. */
  readonly client_secret?: string | undefined
  /** The kind of the assertion, RFC 7523 §2.2. */
  readonly client_assertion_type?: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer' | undefined
  /** A JWT that the client has signed, RFC 7523 §2.2. */
  readonly client_assertion?: string | undefined
}

/** The schema of the client's parameters. Every request of a client extends it. */
export const clientParameters: z.ZodObject<{
  client_id: z.ZodOptional<z.ZodString>
  client_secret: z.ZodOptional<z.ZodString>
  client_assertion_type: z.ZodOptional<z.ZodLiteral<'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'>>
  client_assertion: z.ZodOptional<z.ZodString>
}> = z.object({
  client_id: z.string().optional(),
  client_secret: z.string().optional(),
  client_assertion_type: z.literal('urn:ietf:params:oauth:client-assertion-type:jwt-bearer').optional(),
  client_assertion: z.string().optional(),
})

/** The parameters of a poll (RFC 8628 §3.4), without the grant type and the client. */
export interface PollParameters {
  /** The device code of the first response. */
  readonly device_code: string
  /** A subset of the authorized resources, RFC 8707 §2.2. */
  readonly resource?: SentResource | undefined
}

/** A poll, RFC 8628 §3.4. */
export interface PollRequest extends PollParameters, ClientParameters {
  readonly grant_type: 'urn:ietf:params:oauth:grant-type:device_code'
}

const poll = z.object({ device_code: z.string(), resource: resourceTexts.optional() })

/** The parameters of a poll (RFC 8628 §3.4), without the grant type and the client. */
export const pollParameters: z.ZodType<PollParameters, PollParameters> = poll

const pollObject = z.object({ grant_type: z.literal(deviceCodeGrant), ...poll.shape, ...clientParameters.shape })

/** A poll, RFC 8628 §3.4. */
export const pollRequest: z.ZodType<PollRequest, PollRequest> = pollObject

/** The parameters of a refresh (RFC 6749 §6), without the grant type and the client. */
export interface RefreshParameters {
  /** The refresh token of the latest response. */
  readonly refresh_token: string
  /** A subset of the granted scope values, separated by spaces. */
  readonly scope?: string | undefined
  /** A subset of the granted resources, RFC 8707 §2.2. */
  readonly resource?: SentResource | undefined
}

/** A refresh, RFC 6749 §6. */
export interface RefreshRequest extends RefreshParameters, ClientParameters {
  readonly grant_type: 'refresh_token'
}

const refresh = z.object({
  refresh_token: z.string(),
  scope: scopeText.optional(),
  resource: resourceTexts.optional(),
})

/** The parameters of a refresh (RFC 6749 §6), without the grant type and the client. */
export const refreshParameters: z.ZodType<RefreshParameters, RefreshParameters> = refresh

const refreshObject = z.object({ grant_type: z.literal('refresh_token'), ...refresh.shape, ...clientParameters.shape })

/** A refresh, RFC 6749 §6. */
export const refreshRequest: z.ZodType<RefreshRequest, RefreshRequest> = refreshObject

/**
 * The parameters of the password grant (RFC 6749 §4.3.2), without the grant type and the client. A login has only
 * these.
 */
export interface PasswordParameters {
  readonly username: string
  readonly password: string
  /** The requested scope values, separated by spaces. @defaultValue the default scope */
  readonly scope?: string | undefined
}

/** The password grant, RFC 6749 §4.3.2. */
export interface PasswordRequest extends PasswordParameters, ClientParameters {
  readonly grant_type: 'password'
}

const password = z.object({ username: z.string(), password: z.string(), scope: scopeText.optional() })

/**
 * The parameters of the password grant (RFC 6749 §4.3.2), without the grant type and the client. A login has only
 * these.
 */
export const passwordParameters: z.ZodType<PasswordParameters, PasswordParameters> = password

const passwordObject = z.object({ grant_type: z.literal('password'), ...password.shape, ...clientParameters.shape })

/** The password grant, RFC 6749 §4.3.2. */
export const passwordRequest: z.ZodType<PasswordRequest, PasswordRequest> = passwordObject

/** Every request of a token endpoint, distinguished by `grant_type`. */
export type TokenRequest = PollRequest | RefreshRequest | PasswordRequest

/** Every request of a token endpoint, distinguished by `grant_type`. */
export const tokenRequest: z.ZodType<TokenRequest, TokenRequest> = z.discriminatedUnion('grant_type', [
  pollObject,
  refreshObject,
  passwordObject,
])

/** The parameters of a revocation (RFC 7009 §2.1) or an introspection (RFC 7662 §2.1), without the client. */
export interface TokenParameters {
  /** An access token or a refresh token. */
  readonly token: string
}

/** A revocation, RFC 7009 §2.1. */
export interface RevocationRequest extends TokenParameters, ClientParameters {}

/** An introspection, RFC 7662 §2.1. */
export interface IntrospectionRequest extends TokenParameters, ClientParameters {}

const token = z.object({ token: z.string() })

/** The same parameters as a schema. Every token shows its own kind, so `token_type_hint` is ignored. */
export const tokenParameters: z.ZodType<TokenParameters, TokenParameters> = token

/** A revocation, RFC 7009 §2.1. The server ignores a `token_type_hint`. */
export const revocationRequest: z.ZodType<RevocationRequest, RevocationRequest> = token.extend(clientParameters.shape)

/** An introspection, RFC 7662 §2.1. The server ignores a `token_type_hint`. */
export const introspectionRequest: z.ZodType<IntrospectionRequest, IntrospectionRequest> = token.extend(
  clientParameters.shape,
)
