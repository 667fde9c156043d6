import { compactVerify, decodeProtectedHeader, errors, importJWK } from 'jose'
import { second } from '../../machine/time.js'
import type { AssertionClaims, AssertionVerifier, PublicKey } from '../../ports/proving/client-assertions.js'
import { algorithmOf, isSigningAlgorithm, signingAlgorithms } from './algorithms.js'
import { isCompactJws } from './compact.js'
import { isDateClaim, isTextClaim, readPayload } from './payload.js'

const longestAssertion = 8 * 1_024

/**
 * Returns a verifier that checks the signatures of client assertions (RFC 7523 §3) with the public keys of a client. A
 * key is used with the algorithm that it names, or with one that fits it. Shared secrets are never used (RFC 8725
 * §3.1).
 *
 * @example
 * ```ts
 * const grant = createDeviceGrant({ ...options, clientAssertions: { verifier: createAssertionVerifier() } })
 * ```
 */
export function createAssertionVerifier(): AssertionVerifier {
  return {
    algorithms: signingAlgorithms,
    async verify(assertion, keys) {
      if (assertion.length > longestAssertion || !isCompactJws(assertion)) return undefined
      for (const key of keys) {
        const payload = await payloadSignedWith(key, assertion)
        if (payload !== undefined) return readClaims(payload)
      }
      return undefined
    },
  }
}

async function payloadSignedWith(key: PublicKey, assertion: string): Promise<Uint8Array | undefined> {
  try {
    const { alg, kid } = decodeProtectedHeader(assertion)
    if (alg === undefined || !fits(key, alg, kid)) return undefined
    const { payload } = await compactVerify(assertion, await importJWK({ ...key }, alg), { algorithms: [alg] })
    return payload
  } catch (error) {
    // The assertion is malformed (errors of jose), or a key of the host is malformed (errors of jose and WebCrypto).
    const malformed = [errors.JOSEError, TypeError, DOMException].some((kind) => error instanceof kind)
    if (malformed) return undefined
    throw error
  }
}

function fits(key: PublicKey, alg: string, kid: string | undefined): boolean {
  const { kty, crv, use = 'sig' } = key
  if (!isSigningAlgorithm(alg) || typeof kty !== 'string') return false
  const kind = { kty, ...(typeof crv === 'string' && { crv }) }
  const named = key['alg'] ?? alg
  // RFC 7517 §4.5: if both have a `kid`, they must be equal.
  const meant = kid === undefined || key['kid'] === undefined || key['kid'] === kid
  return use === 'sig' && named === alg && algorithmOf(kind, alg) === alg && meant
}

function readClaims(payload: Uint8Array): AssertionClaims | undefined {
  const claims = readPayload(payload)
  const { iss: issuer, sub: subject, aud, jti: assertionId, exp, nbf } = claims
  const audience: readonly unknown[] = Array.isArray(aud) ? aud : [aud]
  if (!isTextClaim(issuer) || !isTextClaim(subject) || !isTextClaim(assertionId) || !isTexts(audience)) return undefined
  if (!isDateClaim(exp) || !(nbf === undefined || isDateClaim(nbf))) return undefined
  return {
    issuer,
    subject,
    audience,
    assertionId,
    expiresAt: exp * second,
    ...(nbf !== undefined && { notBefore: nbf * second }),
  }
}

function isTexts(values: readonly unknown[]): values is readonly string[] {
  return values.length > 0 && values.every(isTextClaim)
}
