import { createHmac, type KeyObject } from 'node:crypto'
import type { Digester, DigestPurpose } from '../ports/runtime.js'
import { deriveKey } from './derive-key.js'

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
  const digestKey = (purpose: DigestPurpose): KeyObject => deriveKey(secret, `digest ${purpose}`, issuer)
  const keys: Readonly<Record<DigestPurpose, KeyObject>> = {
    deviceCode: digestKey('deviceCode'),
    userCode: digestKey('userCode'),
    userCodeLink: digestKey('userCodeLink'),
    grant: digestKey('grant'),
    ticket: digestKey('ticket'),
    session: digestKey('session'),
    csrf: digestKey('csrf'),
    refreshToken: digestKey('refreshToken'),
    refreshProof: digestKey('refreshProof'),
    refreshWrapper: digestKey('refreshWrapper'),
    assertion: digestKey('assertion'),
    limit: digestKey('limit'),
    knownBrowser: digestKey('knownBrowser'),
    challenge: digestKey('challenge'),
    verificationNumber: digestKey('verificationNumber'),
    secondFactor: digestKey('secondFactor'),
    proof: digestKey('proof'),
    proofNonce: digestKey('proofNonce'),
    opener: digestKey('opener'),
    notMe: digestKey('notMe'),
  }
  return {
    digest: (purpose, value) => createHmac('sha256', keys[purpose]).update(value).digest('base64url'),
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
