import type { JWTPayload } from 'jose'
import type { Confirmation } from '../../machine/families/token-family.js'
import { isThumbprint } from '../../machine/proofs/dpop-proof.js'
import { readScope, writeScope } from '../../machine/scope.js'
import { second } from '../../machine/time.js'
import type { AccessTokenClaims, TokenOccasion, TokenRequest } from '../../ports/token-issuer.js'

/** The `typ` header that distinguishes an access token from every other JWT, RFC 9068 §2.1. */
export const accessTokenType = 'at+jwt'

/** The claims of every access token of this issuer: those of RFC 9068 §2.2, and `grant_id` and `gty` of devicegrant. */
export const accessTokenClaimNames: readonly string[] = [
  'iss',
  'sub',
  'aud',
  'client_id',
  'scope',
  'iat',
  'exp',
  'jti',
  'auth_time',
  'grant_id',
  'gty',
]

/** The values of the claim `gty`: the occasion on which the token was issued. */
const occasions: Readonly<Record<TokenOccasion, string>> = {
  deviceCode: 'device_code',
  login: 'login',
  password: 'password',
  refreshToken: 'refresh_token',
}

/** The facts of a token that its grant does not hold. Times are whole seconds since the Unix epoch. */
export interface TokenFacts {
  readonly issuer: string
  readonly audience: readonly string[]
  readonly tokenId: string
  readonly issuedAt: number
  readonly expiresAt: number
}

/**
 * Returns the claims of an access token, RFC 9068 §2.2. One audience is a string, several are a list (RFC 7519 §4.1.3).
 */
export function writeAccessTokenClaims(request: TokenRequest, facts: TokenFacts): JWTPayload {
  const [onlyAudience, ...others] = facts.audience
  return {
    iss: facts.issuer,
    sub: request.subject,
    aud: onlyAudience !== undefined && others.length === 0 ? onlyAudience : [...facts.audience],
    client_id: request.clientId,
    scope: writeScope(request.scope),
    iat: facts.issuedAt,
    exp: facts.expiresAt,
    jti: facts.tokenId,
    ...authenticationClaims(request),
    grant_id: request.grantId,
    gty: occasions[request.occasion],
    ...(request.organization !== undefined && { org: request.organization }),
    ...(request.confirmation && { cnf: { jkt: request.confirmation.jkt } }),
  }
}

// RFC 9068 §2.2.1, and OpenID Connect Core §2 for ID tokens.
function authenticationClaims({ authenticatedAt, acr, amr }: TokenRequest): JWTPayload {
  return {
    auth_time: Math.floor(authenticatedAt / second),
    ...(acr !== undefined && { acr }),
    ...(amr && { amr: [...amr] }),
  }
}

/** Reads the claims of a verified access token. Returns `undefined` if a claim is missing or has a wrong type. */
export function readAccessTokenClaims(payload: JWTPayload): AccessTokenClaims | undefined {
  const { sub, aud, client_id: clientId, scope, jti, exp, iat, auth_time: authTime } = payload
  const { grant_id: grantId, gty, org, acr, amr, cnf } = payload
  const confirmation = readConfirmation(cnf)
  const audience = readAudience(aud)
  const scopeValues = typeof scope === 'string' ? readScope(scope) : undefined
  const occasion = readOccasion(gty)
  if (!isName(sub) || !isName(clientId) || !isName(jti) || !isName(grantId)) return undefined
  if (occasion === undefined || typeof iat !== 'number') return undefined
  if (audience === undefined || scopeValues === undefined) return undefined
  if (typeof exp !== 'number' || typeof authTime !== 'number') return undefined
  // A token that is bound to something unknown must never count as unbound.
  if (cnf !== undefined && confirmation === undefined) return undefined
  return {
    subject: sub,
    clientId,
    scope: scopeValues,
    audience,
    tokenId: jti,
    authenticatedAt: authTime * second,
    expiresAt: exp * second,
    issuedAt: iat * second,
    grantId,
    occasion,
    ...(isName(org) && { organization: org }),
    ...(isName(acr) && { acr }),
    ...(isNames(amr) && { amr }),
    ...(confirmation && { confirmation }),
  }
}

// RFC 7800 §3.1 and RFC 9449 §6.1.
function readConfirmation(cnf: unknown): Confirmation | undefined {
  if (typeof cnf !== 'object' || cnf === null || !('jkt' in cnf)) return undefined
  return isThumbprint(cnf.jkt) ? { jkt: cnf.jkt } : undefined
}

function readOccasion(gty: unknown): TokenOccasion | undefined {
  const spelled: readonly TokenOccasion[] = ['deviceCode', 'login', 'password', 'refreshToken']
  return spelled.find((occasion) => occasions[occasion] === gty)
}

function readAudience(aud: unknown): readonly string[] | undefined {
  const list: readonly unknown[] = Array.isArray(aud) ? aud : [aud]
  return list.length > 0 && list.every(isName) ? list : undefined
}

function isNames(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(isName)
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

/** Returns the claims of an ID token, OpenID Connect Core §2. No claim of the host replaces one of the protocol. */
export function writeIdTokenClaims(request: TokenRequest, facts: Omit<TokenFacts, 'audience' | 'tokenId'>): JWTPayload {
  return {
    ...request.claims,
    iss: facts.issuer,
    sub: request.subject,
    aud: request.clientId,
    iat: facts.issuedAt,
    exp: facts.expiresAt,
    ...authenticationClaims(request),
  }
}
