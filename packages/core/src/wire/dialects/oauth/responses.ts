import * as z from 'zod'
import { challengeMember } from '../challenge-uri.js'

// The responses that the OAuth dialects share.

/** The device code and the user code, RFC 8628 §3.2. */
export const deviceAuthorizationResponse = z.strictObject({
  device_code: z.string().min(1).describe('The code that the device polls with. It is opaque to clients.'),
  user_code: z.string().describe('The code that the person types.'),
  verification_uri: z.url().describe('The address of the page where the person types it.'),
  verification_uri_complete: z
    .url()
    .optional()
    .describe(
      'The same address with the user code, and k, which shows that the link is of this server. For a QR code. Absent for a client with completeAddress: false.',
    ),
  expires_in: z.int().positive().describe('The lifetime of both codes in seconds.'),
  interval: z.int().positive().describe('The seconds to wait between two polls.'),
})

/** Tokens, RFC 6749 §5.1. */
export const tokenResponse = z.strictObject({
  access_token: z.string().min(1),
  token_type: z.string().describe('Bearer (RFC 6750 §4), or DPoP for a token that is bound to a key (RFC 9449 §5).'),
  expires_in: z.int().positive().describe('The lifetime of the access token in seconds.'),
  refresh_token: z.string().min(1).optional().describe('Present if the client may have one.'),
  id_token: z.string().min(1).optional().describe('Present if the server makes one (OpenID Connect Core §2).'),
  // Always present, because some clients need it.
  scope: z.string().describe('The granted scope values, separated by spaces.'),
})

/** The response to a revocation, RFC 7009 §2.2. Clients ignore the body. An empty object suits clients that parse it. */
export const revocationResponse = z.strictObject({})

/** The introspection of a token that is not active, RFC 7662 §2.2. It has no other members. */
export const inactiveToken = z.strictObject({ active: z.literal(false) })

/** The introspection of an active token, RFC 7662 §2.2. */
export const activeToken = z.strictObject({
  active: z.literal(true),
  scope: z.string().describe('The scope values of the token, separated by spaces.'),
  client_id: z.string(),
  username: z.string(),
  token_type: z.enum(['Bearer', 'DPoP']).optional().describe('Present for an access token.'),
  token_use: z.literal('refresh_token').optional().describe('Present for a refresh token.'),
  exp: z.int().positive().describe('The time when the token expires, in seconds since the Unix epoch.'),
  iat: z.int().positive().optional().describe('The time when the token was issued, in seconds since the Unix epoch.'),
  sub: z.string(),
  aud: z.union([z.string(), z.array(z.string())]).optional(),
  iss: z.string(),
  jti: z.string().optional(),
  cnf: z
    .strictObject({ jkt: z.string() })
    .optional()
    .describe('The thumbprint of the key that the token is bound to, RFC 9449 §6.2.'),
  auth_time: z
    .int()
    .nonnegative()
    .describe('The time when the person last proved who they are, in seconds since the Unix epoch, RFC 9470 §6.2.'),
  acr: z.string().min(1).optional().describe('The level of the sign-in, RFC 9470 §6.2.'),
  amr: z.array(z.string()).optional().describe('The methods of the sign-in, in the words of RFC 8176.'),
})

/** The response to an introspection, RFC 7662 §2.2. */
export const introspectionResponse = z.discriminatedUnion('active', [inactiveToken, activeToken])

/**
 * The body of a problem response, RFC 6749 §5.2. The codes are those of RFC 6749 §5.2, RFC 8628 §3.5, RFC 8707 §2, RFC
 * 7591 §3.2.2 and RFC 9449, and two of RFC 6749 §4.1.2.1 for outages.
 */
export const errorResponse = z.strictObject({
  error: z.enum([
    'invalid_request',
    'invalid_client',
    'invalid_grant',
    'unauthorized_client',
    'unsupported_grant_type',
    'invalid_scope',
    'invalid_target',
    'invalid_client_metadata',
    'invalid_redirect_uri',
    'invalid_dpop_proof',
    'use_dpop_nonce',
    'authorization_pending',
    'slow_down',
    'access_denied',
    'expired_token',
    'server_error',
    'temporarily_unavailable',
  ]),
  // RFC 6749 §5.2: printable ASCII without `"` and `\`.
  error_description: z
    .string()
    .regex(/^[\x20\x21\x23-\x5B\x5D-\x7E]+$/)
    .describe('A text for developers. Programs use the code in `error`.'),
  // Not in the RFC. Some clients read the new interval here.
  interval: z.int().positive().optional().describe('With slow_down: the new seconds to wait between two polls.'),
  ...challengeMember,
})

/** The device code and the user code, RFC 8628 §3.2. */
export type DeviceAuthorizationResponse = z.infer<typeof deviceAuthorizationResponse>
/** Tokens, RFC 6749 §5.1. */
export type TokenResponse = z.infer<typeof tokenResponse>
/** The response to a revocation: an empty object, RFC 7009 §2.2. */
export type RevocationResponse = z.infer<typeof revocationResponse>
/** The response to an introspection, RFC 7662 §2.2. */
export type IntrospectionResponse = z.infer<typeof introspectionResponse>
/** The body of a problem response, RFC 6749 §5.2. */
export type ErrorResponse = z.infer<typeof errorResponse>
