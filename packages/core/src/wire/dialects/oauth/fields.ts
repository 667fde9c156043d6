import { writeScope } from '../../../machine/scope.js'
import { type Instant, second } from '../../../machine/time.js'
import { formatUserCode } from '../../../machine/user-code.js'
import { linkProofParameter } from '../../../machine/user-codes/user-code-link.js'
import type { ActiveToken, AuthorizationStarted, SuccessKind } from '../../../protocol/outcome.js'
import type { Problem } from '../../../protocol/problem.js'
import type { ResponseContext, ResponseField } from '../../dialect.js'
import type { JsonValue } from '../../json-value.js'

// The members of the responses that the OAuth dialects share, by their names on the wire.

type Members<K extends SuccessKind> = Readonly<Record<string, ResponseField<K>[1]>>

/**
 * The members of RFC 8628 §3.2, by name: functions for the fields of a response. Durations are whole seconds.
 *
 * @example
 * ```ts
 * const started: Dialect['responses']['authorizationStarted'] = [
 *   ...inOrder(deviceMembers, 'device_code', 'user_code'),
 *   ['url', deviceMembers.verification_uri],
 * ]
 * ```
 */
export const deviceMembers = {
  device_code: ({ deviceCode }) => deviceCode,
  user_code: (response, context) => formatUserCode(response.userCode, context.userCode),
  verification_uri: (_, context) => verificationAddress(context),
  verification_uri_complete: (response, context) => completeAddress(response, context),
  expires_in: ({ lifetime }) => Math.floor(lifetime / second),
  interval: ({ interval }) => Math.ceil(interval / second),
} satisfies Members<'authorizationStarted'>

/** The members of RFC 6749 §5.1, by name: functions for the fields of a response. `expires_in` is whole seconds. */
export const tokenMembers = {
  access_token: ({ accessToken }) => accessToken,
  token_type: ({ tokenType }) => tokenType,
  expires_in: ({ lifetime }) => Math.floor(lifetime / second),
  refresh_token: ({ refreshToken }) => refreshToken,
  id_token: ({ idToken }) => idToken,
  scope: ({ scope }) => writeScope(scope),
} satisfies Members<'tokensIssued'>

/** The members of RFC 7662 §2.2. */
const introspectionMembers = {
  active: ({ active }) => active,
  scope: ifActive(({ scope }) => writeScope(scope)),
  client_id: ifActive(({ clientId }) => clientId),
  username: ifActive(({ username }) => username),
  token_type: ifActive(tokenTypeOf),
  // Not in RFC 7662. This member and the missing `token_type` show a resource server that the token is no access token.
  token_use: ifActive(({ use }) => (use === 'refreshToken' ? 'refresh_token' : undefined)),
  exp: ifActive(({ expiresAt }) => secondsOf(expiresAt)),
  iat: ifActive(({ issuedAt }) => secondsOf(issuedAt)),
  sub: ifActive(({ subject }) => subject),
  aud: ifActive(({ audience }) => oneOrMore(audience)),
  iss: ifActive((_, { issuer }) => issuer),
  jti: ifActive(({ tokenId }) => tokenId),
  cnf: ifActive(({ confirmation }) => confirmation && { jkt: confirmation.jkt }),
  // RFC 9470 §6.2.
  auth_time: ifActive(({ authenticatedAt }) => secondsOf(authenticatedAt)),
  acr: ifActive(({ acr }) => acr),
  amr: ifActive(({ amr }) => amr),
} satisfies Members<'tokenIntrospected'>

/** The fields of RFC 8628 §3.2, in the order of the RFC. */
export const deviceFields: readonly ResponseField<'authorizationStarted'>[] = Object.entries(deviceMembers)

/** A member of devicegrant: the device must send the number that the page shows. */
export const verificationRequiredField: ResponseField<'authorizationStarted'> = [
  'verification_required',
  ({ verificationRequired }) => verificationRequired,
]

/** The fields of RFC 6749 §5.1, in the order of the RFC. */
export const tokenFields: readonly ResponseField<'tokensIssued'>[] = Object.entries(tokenMembers)

/** The fields of RFC 7662 §2.2, in the order of the RFC. */
export const introspectionFields: readonly ResponseField<'tokenIntrospected'>[] = Object.entries(introspectionMembers)

/**
 * Returns the fields of these members, in this order. For a dialect that documents another order, or fewer members.
 *
 * @example
 * ```ts
 * const issued = inOrder(tokenMembers, 'access_token', 'scope')
 * ```
 */
export function inOrder<Name extends string, Value>(
  members: Readonly<Record<Name, Value>>,
  ...names: readonly NoInfer<Name>[]
): readonly (readonly [Name, Value])[] {
  return names.map((name) => [name, members[name]])
}

// RFC 9449 §6.2.
function tokenTypeOf({ use, confirmation }: ActiveToken): string | undefined {
  if (use === 'refreshToken') return undefined
  return confirmation === undefined ? 'Bearer' : 'DPoP'
}

/** Returns the value of a member that only an active token has. */
export function ifActive(
  value: (token: ActiveToken, context: ResponseContext) => JsonValue | undefined,
): ResponseField<'tokenIntrospected'>[1] {
  return (token, context) => (token.active ? value(token, context) : undefined)
}

/** Returns the address of the page where a person types the code. */
export function verificationAddress({ baseUrl, verification }: ResponseContext): string {
  return baseUrl + verification.path
}

/**
 * Returns the address of the page with the code, and the proof that this server made the link (RFC 8628 §3.3.1). Returns
 * `undefined` for a client with `completeAddress: false`.
 */
export function completeAddress(
  { userCode, linkProof }: AuthorizationStarted,
  context: ResponseContext,
): string | undefined {
  if (linkProof === undefined) return undefined
  const { codeIn } = context.verification
  const code = formatUserCode(userCode, context.userCode)
  const proof = `${linkProofParameter}=${linkProof}`
  const address = verificationAddress(context)
  return codeIn === 'path' ? `${address}/${code}?${proof}` : `${address}?${codeIn.query}=${code}&${proof}`
}

/** Returns the interval of a `slow_down` in seconds, rounded up. */
export function intervalOf({ code, interval }: Pick<Problem, 'code' | 'interval'>): number | undefined {
  return code !== 'slowDown' || interval === undefined ? undefined : Math.ceil(interval / second)
}

/** Returns a point in time in seconds since the Unix epoch, rounded down. */
export function secondsOf(instant: Instant | undefined): number | undefined {
  return instant === undefined ? undefined : Math.floor(instant / second)
}

// RFC 7519 §4.1.3: one audience is written as a string.
function oneOrMore(audience: readonly string[]): string | readonly string[] | undefined {
  const [first, ...others] = audience
  return others.length === 0 ? first : audience
}
