import { decodeBase64urlIgnorePadding, encodeBase64urlNoPadding } from '@oslojs/encoding'
import { type Instant, second } from '../../machine/time.js'
import type { Digester } from '../../ports/runtime.js'
import { sameText } from '../text/secrets.js'

const encoder = new TextEncoder()
const longestToken = 1_024
const header = encodeText(JSON.stringify({ alg: 'HS256', typ: 'JWT' }))

/**
 * Wraps a refresh token in a JWT with an `exp`, for clients that read it. The JWT is signed with HMAC-SHA-256 (RFC 7518
 * §3.2) under a key that only this server has. The server uses only the token in it, not its other claims.
 */
export function wrapRefreshToken(digester: Digester, token: string, issuedAt: Instant, expiresAt: Instant): string {
  const claims = { iat: Math.floor(issuedAt / second), exp: Math.floor(expiresAt / second), token }
  const signed = `${header}.${encodeText(JSON.stringify(claims))}`
  return `${signed}.${digester.digest('refreshWrapper', signed)}`
}

/** Returns the refresh token inside such a JWT, or `undefined` if this server did not sign it. */
export function unwrapRefreshToken(digester: Digester, jwt: string): string | undefined {
  const [first, claims, proof, ...rest] = jwt.length > longestToken ? [] : jwt.split('.')
  if (first !== header || claims === undefined || proof === undefined || rest.length > 0) return undefined
  if (!sameText(proof, digester.digest('refreshWrapper', `${first}.${claims}`))) return undefined
  const payload: { readonly token: string } = JSON.parse(decodeText(claims))
  return payload.token
}

function encodeText(text: string): string {
  return encodeBase64urlNoPadding(encoder.encode(text))
}

function decodeText(encoded: string): string {
  return new TextDecoder('utf-8', { fatal: true }).decode(decodeBase64urlIgnorePadding(encoded))
}
