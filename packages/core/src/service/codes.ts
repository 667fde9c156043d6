import { generateRandomString } from '@oslojs/crypto/random'
import { encodeBase64urlNoPadding } from '@oslojs/encoding'
import type { DeviceCode, DeviceCodeDigest, UserCode } from '../machine/names.js'
import type { Presenter } from '../machine/poll.js'
import type { UserCodeFormat } from '../machine/user-code.js'
import type { Digester, Random } from '../ports/ambient.js'

const deviceCodeBytes = 32

/** A new device code: 256 bits as 43 base64url characters. RFC 8628 §5.2 and RFC 6749 §10.10 ask for 128 at least. */
export function makeDeviceCode(random: Random): DeviceCode {
  return makeToken(random, deviceCodeBytes)
}

/** A new user code in canonical form. Every character is equally likely (RFC 8628 §6.1). */
export function makeUserCode(random: Random, format: UserCodeFormat): UserCode {
  return generateRandomString({ read: (bytes) => random.fill(bytes) }, format.alphabet, format.length)
}

/**
 * What the store knows a device code by. It is bound to the client and the dialect it was issued to, so that in other
 * hands it is an unknown code: another client learns nothing of it, and moves nothing (RFC 8628 §3.4).
 */
export function digestDeviceCode(digester: Digester, code: DeviceCode, holder: Presenter): DeviceCodeDigest {
  return digester.digest('deviceCode', JSON.stringify([holder.dialect, holder.clientId, code]))
}

/** Unguessable text of so many random bytes, in base64url. */
export function makeToken(random: Random, bytes: number): string {
  const block = new Uint8Array(bytes)
  random.fill(block)
  return encodeBase64urlNoPadding(block)
}
