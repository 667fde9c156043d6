import { type CompactVerifyResult, calculateJwkThumbprint, compactVerify, EmbeddedJWK, errors, type JWK } from 'jose'
import { second } from '../../machine/time.js'
import type { ProofClaims, ProofVerifier } from '../../ports/proving/proofs.js'
import type { SigningAlgorithm } from './algorithms.js'
import { isCompactJws } from './compact.js'
import { isDateClaim, isTextClaim, readPayload } from './payload.js'
import { isWeakKey } from './weak-keys.js'

// The same curve has two names: `Ed25519` (RFC 9864), and `EdDSA` in older libraries.
const algorithms: readonly SigningAlgorithm[] = ['ES256', 'Ed25519', 'EdDSA', 'ES384', 'ES512', 'PS256', 'RS256']
const longestProof = 8 * 1_024
// An RSA key of 4096 bits in base64url, and an exponent of four bytes: a client could make each check slow with more.
const longestModulus = 683
const longestExponent = 6

// Private and symmetric members of a JWK (RFC 7518 §6).
const secretMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']

/**
 * Returns a verifier of DPoP proofs: RFC 9449 §4.3, checks 2 to 7. It accepts ES256, Ed25519, EdDSA, ES384, ES512, PS256 and
 * RS256, and RSA keys of 2048 to 4096 bits. It refuses public keys for which everybody can sign.
 *
 * @example
 * ```ts
 * const grant = createDeviceGrant({ ...options, dpop: { verifier: createProofVerifier() } })
 * ```
 */
export function createProofVerifier(): ProofVerifier {
  return {
    algorithms,
    async verify(proof) {
      if (proof.length > longestProof || !isCompactJws(proof)) return undefined
      const verified = await verifySignature(proof)
      if (verified === undefined) return undefined
      const { protectedHeader, payload } = verified
      const { jwk, typ } = protectedHeader
      if (jwk === undefined || !isProofType(typ) || !isPublicKey(jwk) || isWeakKey(jwk)) return undefined
      return readClaims(payload, await calculateJwkThumbprint(jwk, 'sha256'))
    },
  }
}

// The time of a proof is judged by the clock of the device grant, so no check of claims by the clock of jose is used.
async function verifySignature(proof: string): Promise<CompactVerifyResult | undefined> {
  try {
    return await compactVerify(proof, EmbeddedJWK, { algorithms: [...algorithms] })
  } catch (error) {
    // The proof is malformed (errors of jose), or its key is (errors of WebCrypto).
    const malformed = [errors.JOSEError, TypeError, DOMException].some((kind) => error instanceof kind)
    if (malformed) return undefined
    throw error
  }
}

// RFC 7515 §4.1.9: a media type, of which `application/` may be left out.
function isProofType(typ: unknown): boolean {
  return typeof typ === 'string' && /^(?:application\/)?dpop\+jwt$/i.test(typ)
}

function isPublicKey(jwk: JWK): boolean {
  const { n = '', e = '' } = jwk
  return secretMembers.every((name) => !(name in jwk)) && n.length <= longestModulus && e.length <= longestExponent
}

function readClaims(payload: Uint8Array, jkt: string): ProofClaims | undefined {
  const { jti, htm, htu, iat, nonce, ath } = readPayload(payload)
  if (!isTextClaim(jti) || !isTextClaim(htm) || !isTextClaim(htu) || !isDateClaim(iat)) return undefined
  if (!isAbsentOrText(nonce) || !isAbsentOrText(ath)) return undefined
  return {
    jkt,
    proofId: jti,
    method: htm,
    url: htu,
    issuedAt: iat * second,
    ...(nonce !== undefined && { nonce }),
    ...(ath !== undefined && { tokenHash: ath }),
  }
}

function isAbsentOrText(value: unknown): value is string | undefined {
  return value === undefined || typeof value === 'string'
}
