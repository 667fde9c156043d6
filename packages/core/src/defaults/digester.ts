import { createHmac, type KeyObject } from 'node:crypto'
import type { Digester, DigestPurpose } from '../ports/ambient.js'
import { deriveKey } from './derive-key.js'

const leastLength = 32

/**
 * HMAC-SHA-256 under keys that only this process knows (RFC 2104 §2), one for each purpose. Two servers with the same
 * secret make the same digests, so they can share a store; with a new secret, everything in the store is forgotten. With `issuer` the keys are those of one issuer: another issuer with the same
 * secret makes other digests.
 *
 * Throws a `TypeError` when the secret is neither a string nor bytes, a `RangeError` when it is shorter than 32
 * characters or bytes.
 */
export function createDigester(secret: string | Uint8Array, issuer?: string): Digester {
  checkSecret(secret)
  const digestKey = (purpose: DigestPurpose): KeyObject => deriveKey(secret, keyName(purpose, issuer))
  const keys: Readonly<Record<DigestPurpose, KeyObject>> = {
    deviceCode: digestKey('deviceCode'),
    userCode: digestKey('userCode'),
    grant: digestKey('grant'),
    ticket: digestKey('ticket'),
    session: digestKey('session'),
    csrf: digestKey('csrf'),
    refreshToken: digestKey('refreshToken'),
    refreshProof: digestKey('refreshProof'),
    refreshWrapper: digestKey('refreshWrapper'),
    assertion: digestKey('assertion'),
  }
  return {
    digest: (purpose, value) => createHmac('sha256', keys[purpose]).update(value).digest('base64url'),
  }
}

// No purpose has a space in its name, so the issuer cannot be taken for a part of one.
function keyName(purpose: DigestPurpose, issuer: string | undefined): string {
  const name = `devicegrant digest ${purpose}`
  return issuer === undefined ? name : `${name} ${issuer}`
}

// The messages never repeat the secret: they end up in logs.
function checkSecret(secret: string | Uint8Array): void {
  if (typeof secret !== 'string' && !(secret instanceof Uint8Array)) {
    throw new TypeError('secret: a string or a Uint8Array is needed, best 32 random bytes that outlive a restart')
  }
  if (secret.length < leastLength) {
    const unit = typeof secret === 'string' ? 'characters' : 'bytes'
    throw new RangeError(`secret: at least ${leastLength} ${unit} are needed, and it has ${secret.length}`)
  }
}
