import * as z from 'zod'
import { writeScope } from '../../../machine/scope.js'
import type { GrantType } from '../../../protocol/command.js'
import type { ResponseField } from '../../dialect.js'
import type { Endpoint, RequestSpec } from '../../endpoint.js'
import { claimedText, isAbsoluteUri } from '../../values.js'
import { secondsOf } from './fields.js'
import { scopeIn } from './request-specs.js'
import { deviceCodeGrant, scopeText } from './requests.js'

// The registration of clients, RFC 7591.

const longestName = 80

// Other texts are `invalid_redirect_uri`.
const redirectUris = z.array(z.string()).superRefine((uris, context) => {
  if (!uris.every(isAbsoluteUri)) context.addIssue({ code: 'custom', params: { problem: 'invalidRedirectUri' } })
})

/** A registration, RFC 7591 §3.1. The server ignores the metadata that are not here. */
export const registrationRequest = z.object({
  client_name: z.string().optional().describe('The name that the page shows as unverified.'),
  grant_types: z
    .array(z.string())
    .optional()
    .describe('Without it: the device code and refresh tokens. Unknown grant types are left out.'),
  scope: scopeText.optional().describe('The scope values that the client will request, separated by spaces.'),
  token_endpoint_auth_method: z
    .enum(['none', 'client_secret_basic', 'client_secret_post'])
    .optional()
    .describe('How the client authenticates. Without it: client_secret_basic.'),
  redirect_uris: redirectUris.optional().describe('Absolute URIs. No grant type of the server uses them.'),
})

/** The registered client, RFC 7591 §3.2.1. */
export const registrationResponse = z.strictObject({
  client_id: z.string().min(1),
  client_secret: z.string().min(1).optional().describe('Present unless the client is public.'),
  client_id_issued_at: z.int().positive().describe('In seconds since the Unix epoch.'),
  client_secret_expires_at: z
    .int()
    .nonnegative()
    .optional()
    .describe('Present with a secret. In seconds since the Unix epoch, or 0 if the secret does not expire.'),
  client_name: z.string().min(1).optional(),
  grant_types: z.array(z.string()),
  response_types: z.array(z.string()).describe('Empty: the client uses no authorization endpoint.'),
  token_endpoint_auth_method: z.enum(['none', 'client_secret_basic', 'client_secret_post']),
  scope: z.string().describe('The registered scope values, separated by spaces.'),
})

/** A registration, RFC 7591 §3.1. */
export type RegistrationRequest = z.infer<typeof registrationRequest>
/** The registered client, RFC 7591 §3.2.1. */
export type RegistrationResponse = z.infer<typeof registrationResponse>

/** A registration, RFC 7591 §3.1. */
export const registrationSpec: RequestSpec = {
  operation: 'registerClient',
  parameters: registrationRequest.transform((sent) => ({
    name: nameIn(sent.client_name),
    // RFC 7591 §2: the default.
    authMethod: sent.token_endpoint_auth_method ?? 'client_secret_basic',
    grantTypes: grantTypesIn(sent.grant_types),
    scope: scopeIn(sent.scope),
    redirectUris: sent.redirect_uris,
  })),
}

/** RFC 7591 §3.2.2 has one error code for all metadata except redirect URIs. */
export const registrationProblems: NonNullable<Endpoint['problems']> = {
  invalidRequest: { status: 400, word: 'invalid_client_metadata' },
  invalidScope: { status: 400, word: 'invalid_client_metadata' },
  unsupportedGrantType: { status: 400, word: 'invalid_client_metadata' },
}

/** The fields of RFC 7591 §3.2.1. */
export const registrationFields: readonly ResponseField<'clientRegistered'>[] = [
  ['client_id', ({ clientId }) => clientId],
  ['client_secret', ({ clientSecret }) => clientSecret],
  ['client_id_issued_at', ({ issuedAt }) => secondsOf(issuedAt)],
  [
    'client_secret_expires_at',
    ({ clientSecret, expiresAt }) => (clientSecret === undefined ? undefined : (secondsOf(expiresAt) ?? 0)),
  ],
  ['client_name', ({ name }) => (name === '' ? undefined : name)],
  ['grant_types', ({ grantTypes }) => grantTypes.map((grantType) => wordOfGrantType[grantType])],
  ['response_types', () => []],
  ['token_endpoint_auth_method', ({ authMethod }) => authMethod],
  ['scope', ({ scope }) => writeScope(scope)],
]

const wordOfGrantType: Readonly<Record<GrantType, string>> = {
  device_code: deviceCodeGrant,
  refresh_token: 'refresh_token',
  password: 'password',
}

// A program that registers itself never gets the password grant: it would see the passwords of people (RFC 6749 §10.7).
const grantTypeOfWord = new Map<string, GrantType>([
  [deviceCodeGrant, 'device_code'],
  ['refresh_token', 'refresh_token'],
])

/** Returns the grant types of these words that a program may register for. */
export function grantTypesIn(words: readonly string[] | undefined): readonly GrantType[] | undefined {
  if (words === undefined) return undefined
  const known = words.flatMap((word) => grantTypeOfWord.get(word) ?? [])
  return [...new Set(known)]
}

/** Returns the name that a program gives itself, safe to show to a person. */
export function nameIn(sent: string | undefined): string | undefined {
  return sent === undefined ? undefined : claimedText(sent, longestName)
}
