import { generateRandomString } from '@oslojs/crypto/random'
import type { DeviceCode, DeviceCodeDigest, UserCode } from '../../machine/names.js'
import type { Presenter } from '../../machine/poll.js'
import type { UserCodeFormat } from '../../machine/user-code.js'
import type { Digester, Random } from '../../ports/runtime.js'
import { makeToken } from '../text/secrets.js'

const deviceCodeBytes = 32

/** Makes a device code: 256 bits as 43 base64url characters. RFC 8628 §5.2 and RFC 6749 §10.10 require at least 128. */
export function makeDeviceCode(random: Random): DeviceCode {
  return makeToken(random, deviceCodeBytes)
}

/** Makes a user code in canonical form. Every character is equally likely (RFC 8628 §6.1). */
export function makeUserCode(random: Random, format: UserCodeFormat): UserCode {
  return generateRandomString({ read: (bytes) => random.fill(bytes) }, format.alphabet, format.length)
}

/**
 * Returns the digest under which the store knows a device code. It is bound to the client and the dialect of the code,
 * so the code is unknown if another client presents it: that client learns nothing and changes nothing (RFC 8628 §3.4).
 */
export function digestDeviceCode(digester: Digester, code: DeviceCode, holder: Presenter): DeviceCodeDigest {
  return digester.digest('deviceCode', JSON.stringify([holder.dialect, holder.clientId, code]))
}
