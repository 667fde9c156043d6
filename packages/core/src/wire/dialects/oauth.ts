import type { z } from 'zod'
import type { UserCode } from '../../machine/names.js'
import { readScope, writeScope } from '../../machine/scope.js'
import { type Instant, second } from '../../machine/time.js'
import { formatUserCode } from '../../machine/user-code.js'
import type { Problem } from '../../protocol/problem.js'
import type { Asked, Field, MediaType, Place, Reading } from '../dialect.js'
import { resourceParameter } from '../values.js'
import {
  deviceCodeGrant,
  passwordParameters,
  pollParameters,
  refreshParameters,
  type SentResource,
} from './oauth-request-schemas.js'

// What the dialects that are OAuth share. Each of them says for itself what it takes from here.

/** Forms, as RFC 6749 says. Users of every server ask for JSON too, and some clients send it. */
export const formsAndJson: readonly MediaType[] = ['application/x-www-form-urlencoded', 'application/json']

/** A name and a password, and what scope is wanted. */
export const passwordReading: z.ZodType<Asked<'exchangePassword'>> = passwordParameters.transform(
  ({ username, password, scope }) => ({ username, password, scope: scopeIn(scope) }),
)

/** What a token endpoint reads, by `grant_type`. */
export const tokenReadings: Readonly<Record<string, Reading>> = {
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

/** The values of a scope that its schema has let pass. */
export function scopeIn(sent: string | undefined): readonly string[] | undefined {
  return sent === undefined ? undefined : readScope(sent)
}

/** The resources that their schema has let pass. */
export function resourcesIn(sent: SentResource = []): readonly string[] {
  return resourceParameter.parse(sent)
}

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
