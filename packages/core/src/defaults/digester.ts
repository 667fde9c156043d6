import type { Digester, DigestPurpose } from '../ports/runtime.js'
import { deriveKey } from './derive-key.js'
import { createHmacSha256, type Hmac } from './hmac.js'

const leastLength = 32

/**
 * Returns a digester that uses HMAC-SHA-256 (RFC 2104 §2) with one key for each purpose. Two servers with the same
 * secret make the same digests, so they can share a store. With a new secret, no record in the store can be found. With
 * `issuer`, another issuer with the same secret makes different digests.
 *
 * @throws `TypeError` when the secret is neither a string nor bytes.
 * @throws `RangeError` when the secret is shorter than 32 characters or bytes.
 */
export function createDigester(secret: string | Uint8Array, issuer?: string): Digester {
  checkSecret(secret)
  const hmacFor = (purpose: DigestPurpose): Hmac => createHmacSha256(deriveKey(secret, `digest ${purpose}`, issuer))
  const hmacs: Readonly<Record<DigestPurpose, Hmac>> = {
    deviceCode: hmacFor('deviceCode'),
    userCode: hmacFor('userCode'),
    userCodeLink: hmacFor('userCodeLink'),
    grant: hmacFor('grant'),
    ticket: hmacFor('ticket'),
    session: hmacFor('session'),
    csrf: hmacFor('csrf'),
    refreshToken: hmacFor('refreshToken'),
    refreshProof: hmacFor('refreshProof'),
    refreshWrapper: hmacFor('refreshWrapper'),
    assertion: hmacFor('assertion'),
    limit: hmacFor('limit'),
    knownBrowser: hmacFor('knownBrowser'),
    challenge: hmacFor('challenge'),
    verificationNumber: hmacFor('verificationNumber'),
    secondFactor: hmacFor('secondFactor'),
    proof: hmacFor('proof'),
    proofNonce: hmacFor('proofNonce'),
    opener: hmacFor('opener'),
    notMe: hmacFor('notMe'),
  }
  return {
    digest: (purpose, value) => hmacs[purpose].text(value),
  }
}

// The messages end up in logs, so they never repeat the secret.
function checkSecret(secret: string | Uint8Array): void {
  if (typeof secret !== 'string' && !(secret instanceof Uint8Array)) {
    throw new TypeError(
      'secret: must be a string or a Uint8Array, best 32 random bytes that stay the same after a restart',
    )
  }
  if (secret.length < leastLength) {
    const unit = typeof secret === 'string' ? 'characters' : 'bytes'
    throw new RangeError(`secret: must have at least ${leastLength} ${unit}, but it has ${secret.length}`)
  }
}
