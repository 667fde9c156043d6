import type * as z from 'zod'
import type { UserCode } from '../../../machine/names.js'
import { readScope, writeScope } from '../../../machine/scope.js'
import { type Instant, second } from '../../../machine/time.js'
import { formatUserCode } from '../../../machine/user-code.js'
import type { Problem } from '../../../protocol/problem.js'
import type { DialectContext, MediaType, RequestedParameters, RequestSpec, ResponseField } from '../../dialect.js'
import { resourceParameter } from '../../values.js'
import {
  deviceCodeGrant,
  passwordParameters,
  pollParameters,
  refreshParameters,
  type SentResource,
} from './request-schemas.js'

// The parts that the OAuth dialects share. Each dialect lists what it uses.

/** Forms (RFC 6749), and JSON, which some clients send. */
export const formsAndJson: readonly MediaType[] = ['application/x-www-form-urlencoded', 'application/json']

/** Reads a username, a password and a scope. */
export const passwordReading: z.ZodType<RequestedParameters<'exchangePassword'>> = passwordParameters.transform(
  ({ username, password, scope }) => ({ username, password, scope: scopeIn(scope) }),
)

/** The operations of a token endpoint by `grant_type`. */
export const tokenReadings: Readonly<Record<string, RequestSpec>> = {
  [deviceCodeGrant]: {
    operation: 'exchangeDeviceCode',
    parameters: pollParameters.transform(({ device_code, resource }) => ({
      deviceCode: device_code,
      resources: resourcesIn(resource),
    })),
  },
  refresh_token: {
    operation: 'exchangeRefreshToken',
    parameters: refreshParameters.transform(({ refresh_token, scope, resource }) => ({
      refreshToken: refresh_token,
      scope: scopeIn(scope),
      resources: resourcesIn(resource),
    })),
  },
  password: { operation: 'exchangePassword', parameters: passwordReading },
}

/** The members of RFC 7662 §2.2, in the order in which they are written. */
export const introspectionFields: readonly ResponseField<'tokenIntrospected'>[] = [
  ['active', ({ active }) => active],
  ['scope', (token) => (token.active ? writeScope(token.scope) : undefined)],
  ['client_id', (token) => (token.active ? token.clientId : undefined)],
  ['username', (token) => (token.active ? token.username : undefined)],
  ['token_type', (token) => (token.active && token.use === 'accessToken' ? 'Bearer' : undefined)],
  // Not in RFC 7662. This member and the missing `token_type` show a resource server that the token is no access token.
  ['token_use', (token) => (token.active && token.use === 'refreshToken' ? 'refresh_token' : undefined)],
  ['exp', (token) => (token.active ? Math.floor(token.expiresAt / second) : undefined)],
  ['iat', (token) => (token.active ? secondsOf(token.issuedAt) : undefined)],
  ['sub', (token) => (token.active ? token.subject : undefined)],
  ['aud', (token) => (token.active ? oneOrMore(token.audience) : undefined)],
  ['iss', (token, { issuer }) => (token.active ? issuer : undefined)],
  ['jti', (token) => (token.active ? token.tokenId : undefined)],
]

/** Returns the values of a scope that its schema has accepted. */
export function scopeIn(sent: string | undefined): readonly string[] | undefined {
  return sent === undefined ? undefined : readScope(sent)
}

/** Returns the resources that their schema has accepted. */
export function resourcesIn(sent: SentResource = []): readonly string[] {
  return resourceParameter.parse(sent)
}

/** Returns the address of the page where a person types the code. */
export function verificationAddress({ baseUrl, verification }: DialectContext): string {
  return baseUrl + verification.path
}

/** Returns the same address with the code, RFC 8628 §3.3.1. */
export function completeAddress(code: UserCode, place: DialectContext): string {
  const { codeParameter } = place.verification
  return `${verificationAddress(place)}?${codeParameter}=${formatUserCode(code, place.userCode)}`
}

/** Returns the interval of a `slow_down` in seconds, rounded up. */
export function intervalOf({ interval }: Pick<Problem, 'interval'>): number | undefined {
  return interval === undefined ? undefined : Math.ceil(interval / second)
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
