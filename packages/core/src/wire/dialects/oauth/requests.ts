import * as z from 'zod'
import { isThumbprint } from '../../../machine/proofs/dpop-proof.js'
import { acrValuesParameter, maxAgeParameter, resourceParameter, scopeParameter } from '../../values.js'

// The requests that the OAuth dialects share, as they are on the wire. Programs of clients use the complete schemas. The
// tables of the dialects leave out what other code reads: the parameters of the client, and the grant type.

/** The grant type of RFC 8628 §3.4. */
export const deviceCodeGrant = 'urn:ietf:params:oauth:grant-type:device_code'

/** Returns a schema that checks a parameter with `read` and keeps the value as it was sent. */
export function asSent<Sent extends z.ZodType>(sent: Sent, read: z.ZodType): Sent {
  return sent.superRefine((value, context) => {
    for (const issue of read.safeParse(value).error?.issues ?? []) context.addIssue({ ...issue })
  })
}

/** RFC 6749 §3.3: scope values separated by spaces. */
export const scopeText = asSent(z.string(), scopeParameter)

/** RFC 8707 §2: one or several absolute URIs without a fragment. */
export const resourceTexts = asSent(z.union([z.string(), z.array(z.string())]), resourceParameter)

/** RFC 7638: the SHA-256 thumbprint of a key. */
export const keyThumbprint = z.string().refine(isThumbprint)

/** The sign-in that a client asks for (RFC 9470 §4), and the grant that the new one replaces. */
export const signInParameters = z.object({
  acr_values: asSent(z.string(), acrValuesParameter)
    .optional()
    .describe('The accepted levels of the sign-in, separated by spaces, the preferred one first.'),
  max_age: asSent(z.string(), maxAgeParameter).optional().describe('The greatest age of the sign-in in seconds.'),
  // An extension of devicegrant, as Vercel's clients use it.
  refresh_token: z
    .string()
    .optional()
    .describe('A refresh token of the grant that the new one replaces. Only its account can approve.'),
})

/** Client authentication in the body (RFC 6749 §2.3.1, RFC 7521 §4.2). A request uses one method, or the header. */
export const clientParameters = z.object({
  client_id: z
    .string()
    .optional()
    .describe('Required unless the Authorization header or an assertion names the client.'),
  client_secret: z.string().optional().describe("The client's secret, if the client uses this method."),
  client_assertion_type: z
    .literal('urn:ietf:params:oauth:client-assertion-type:jwt-bearer')
    .optional()
    .describe('The kind of the assertion, RFC 7523 §2.2.'),
  client_assertion: z.string().optional().describe('A JWT that the client has signed, RFC 7523 §2.2.'),
})

/** The names of the client's parameters, which other code reads: `request.omit(clientMembers)`. */
export const clientMembers = {
  client_id: true,
  client_secret: true,
  client_assertion_type: true,
  client_assertion: true,
} as const satisfies Record<keyof typeof clientParameters.shape, true>

/** A poll, RFC 8628 §3.4. */
export const pollRequest = z.object({
  grant_type: z.literal(deviceCodeGrant),
  device_code: z.string().describe('The device code of the first response.'),
  resource: resourceTexts.optional().describe('A subset of the authorized resources, RFC 8707 §2.2.'),
  ...clientParameters.shape,
})

/** A refresh, RFC 6749 §6. */
export const refreshRequest = z.object({
  grant_type: z.literal('refresh_token'),
  refresh_token: z.string().describe('The refresh token of the latest response.'),
  scope: scopeText.optional().describe('A subset of the granted scope values, separated by spaces.'),
  resource: resourceTexts.optional().describe('A subset of the granted resources, RFC 8707 §2.2.'),
  ...clientParameters.shape,
})

const passwordMembers = {
  username: z.string(),
  password: z.string(),
  scope: scopeText
    .optional()
    .describe('The requested scope values, separated by spaces. Without it: the default scope.'),
}

const longestKnown = 1_024

/** A login by username and password. It names no client, because it is for first-party programs only. */
export const loginRequest = z.object({
  ...passwordMembers,
  // An extension of devicegrant.
  known: z
    .string()
    .max(longestKnown)
    .optional()
    .describe(
      'The known of the last response that the app kept, or an empty text if it has none. Without it: the response has no known.',
    ),
})

const longestTicket = 4_096

/** The second factor of a login: the answer to `second_factor_required`. */
export const secondFactorRequest = z.object({
  // An extension of devicegrant.
  ticket: z
    .string()
    .max(longestTicket)
    .describe('The ticket of the response to the password. It works for one sign-in.'),
  method: z.string().optional().describe('One of the methods of that response. Without it: the first one.'),
  code: z.string().describe('The code that the person has typed.'),
})

/** The password grant, RFC 6749 §4.3.2. */
export const passwordRequest = z.object({
  grant_type: z.literal('password'),
  ...passwordMembers,
  ...clientParameters.shape,
})

/** Every request of a token endpoint, distinguished by `grant_type`. */
export const tokenRequest = z.discriminatedUnion('grant_type', [pollRequest, refreshRequest, passwordRequest])

// Every token shows its own kind, so the server ignores a `token_type_hint`.
const tokenParameters = {
  token: z.string().describe('An access token or a refresh token.'),
  ...clientParameters.shape,
}

/** A revocation, RFC 7009 §2.1. The server ignores a `token_type_hint`. */
export const revocationRequest = z.object(tokenParameters)

/** An introspection, RFC 7662 §2.1. The server ignores a `token_type_hint`. */
export const introspectionRequest = z.object(tokenParameters)

/** Client authentication in the body (RFC 6749 §2.3.1, RFC 7521 §4.2). A request uses one method, or the header. */
export type ClientParameters = z.infer<typeof clientParameters>
/** A poll, RFC 8628 §3.4. */
export type PollRequest = z.infer<typeof pollRequest>
/** A refresh, RFC 6749 §6. */
export type RefreshRequest = z.infer<typeof refreshRequest>
/** A login by username and password. */
export type LoginRequest = z.infer<typeof loginRequest>
/** The second factor of a login: the answer to `second_factor_required`. */
export type SecondFactorRequest = z.infer<typeof secondFactorRequest>
/** The password grant, RFC 6749 §4.3.2. */
export type PasswordRequest = z.infer<typeof passwordRequest>
/** Every request of a token endpoint, distinguished by `grant_type`. */
export type TokenRequest = z.infer<typeof tokenRequest>
/** A revocation, RFC 7009 §2.1. */
export type RevocationRequest = z.infer<typeof revocationRequest>
/** An introspection, RFC 7662 §2.1. */
export type IntrospectionRequest = z.infer<typeof introspectionRequest>
