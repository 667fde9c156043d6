import { z } from 'zod'
import { resourceParameter, scopeParameter } from '../values.js'

// The requests that the dialects which are OAuth share, as they are on the wire: to the tables, without the client and the
// grant type, which others read; to clients, with all of it.

/** The grant type of RFC 8628 §3.4. */
export const deviceCodeGrant = 'urn:ietf:params:oauth:grant-type:device_code'

/** What a parameter schema reads, left as it was sent. */
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

/** How a client says who it is in the body, RFC 6749 §2.3.1 and RFC 7521 §4.2. By one of these ways, or by a header. */
export interface ClientParameters {
  /** Its name: needed unless `Authorization: Basic` or an assertion says it. */
  readonly client_id?: string | undefined
  /** Its secret, unless it proves itself in another way. */
  readonly client_secret?: string | undefined
  /** What kind of assertion there is, RFC 7523 §2.2. */
  readonly client_assertion_type?: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer' | undefined
  /** A JWT that the client has signed, RFC 7523 §2.2. */
  readonly client_assertion?: string | undefined
}

/** The same as a schema, whose members a request of a client has beside its own. */
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

/** RFC 8628 §3.4, beside the grant type and the client. */
export interface PollParameters {
  /** The device code of the first answer. */
  readonly device_code: string
  /** Fewer resources than were authorized, RFC 8707 §2.2. */
  readonly resource?: SentResource | undefined
}

/** A poll, RFC 8628 §3.4. */
export interface PollRequest extends PollParameters, ClientParameters {
  readonly grant_type: 'urn:ietf:params:oauth:grant-type:device_code'
}

const poll = z.object({ device_code: z.string(), resource: resourceTexts.optional() })

/** RFC 8628 §3.4, beside the grant type and the client. */
export const pollParameters: z.ZodType<PollParameters, PollParameters> = poll

const pollObject = z.object({ grant_type: z.literal(deviceCodeGrant), ...poll.shape, ...clientParameters.shape })

/** A poll, RFC 8628 §3.4. */
export const pollRequest: z.ZodType<PollRequest, PollRequest> = pollObject

/** RFC 6749 §6, beside the grant type and the client. */
export interface RefreshParameters {
  /** The refresh token of the latest answer. */
  readonly refresh_token: string
  /** Fewer scope values than were granted, separated by spaces. */
  readonly scope?: string | undefined
  /** Fewer resources than were granted, RFC 8707 §2.2. */
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

/** RFC 6749 §6, beside the grant type and the client. */
export const refreshParameters: z.ZodType<RefreshParameters, RefreshParameters> = refresh

const refreshObject = z.object({ grant_type: z.literal('refresh_token'), ...refresh.shape, ...clientParameters.shape })

/** A refresh, RFC 6749 §6. */
export const refreshRequest: z.ZodType<RefreshRequest, RefreshRequest> = refreshObject

/** RFC 6749 §4.3.2, beside the grant type and the client; and all of a login, which no client is named in. */
export interface PasswordParameters {
  readonly username: string
  readonly password: string
  /** The scope values wanted, separated by spaces; without it, the default. */
  readonly scope?: string | undefined
}

/** The password grant, RFC 6749 §4.3.2. */
export interface PasswordRequest extends PasswordParameters, ClientParameters {
  readonly grant_type: 'password'
}

const password = z.object({ username: z.string(), password: z.string(), scope: scopeText.optional() })

/** RFC 6749 §4.3.2, beside the grant type and the client; and all of a login, which no client is named in. */
export const passwordParameters: z.ZodType<PasswordParameters, PasswordParameters> = password

const passwordObject = z.object({ grant_type: z.literal('password'), ...password.shape, ...clientParameters.shape })

/** The password grant, RFC 6749 §4.3.2. */
export const passwordRequest: z.ZodType<PasswordRequest, PasswordRequest> = passwordObject

/** Whatever a token endpoint reads, told apart by `grant_type`. */
export type TokenRequest = PollRequest | RefreshRequest | PasswordRequest

/** Whatever a token endpoint reads, told apart by `grant_type`. */
export const tokenRequest: z.ZodType<TokenRequest, TokenRequest> = z.discriminatedUnion('grant_type', [
  pollObject,
  refreshObject,
  passwordObject,
])

/** RFC 7009 §2.1 and RFC 7662 §2.1, beside the client. */
export interface TokenParameters {
  /** An access token or a refresh token. */
  readonly token: string
}

/** A revocation, RFC 7009 §2.1. */
export interface RevocationRequest extends TokenParameters, ClientParameters {}

/** An introspection, RFC 7662 §2.1. */
export interface IntrospectionRequest extends TokenParameters, ClientParameters {}

const token = z.object({ token: z.string() })

/** RFC 7009 §2.1 and RFC 7662 §2.1. Every token shows what kind it is, so a `token_type_hint` is not needed. */
export const tokenParameters: z.ZodType<TokenParameters, TokenParameters> = token

/** A revocation, RFC 7009 §2.1. A `token_type_hint` beside it means nothing. */
export const revocationRequest: z.ZodType<RevocationRequest, RevocationRequest> = token.extend(clientParameters.shape)

/** An introspection, RFC 7662 §2.1. A `token_type_hint` beside it means nothing. */
export const introspectionRequest: z.ZodType<IntrospectionRequest, IntrospectionRequest> = token.extend(
  clientParameters.shape,
)
