import type { DeviceCode, DeviceCodeDigest, GrantId, LinkProof, UserCode, UserCodeDigest } from '../../machine/names.js'
import type { Presenter } from '../../machine/poll.js'
import type { UserCodeFormat } from '../../machine/user-code.js'
import { linkProofLength } from '../../machine/user-codes/user-code-link.js'
import type { Digester, Random } from '../../ports/runtime.js'
import { makeText, makeToken, sameText } from '../text/secrets.js'

const secretBytes = 32
// 132 bits, so that keys, records and device codes stay short. RFC 2104 §5 allows half of a digest.
const digestLength = 22

// The name of the record, and the secret that only the device has: docs/decisions/0042.
const form = /^([\w-]{22})[\w-]{43}$/

/** The two digests under which a store knows a device code. */
export interface ReadDeviceCode {
  /** The name of the record. It proves nothing. */
  readonly userCode: UserCodeDigest
  /** Proves that the sender has the device code. */
  readonly deviceCode: DeviceCodeDigest
}

/**
 * Makes a device code: the name of its record, and 256 random bits, in 65 base64url characters. RFC 8628 §5.2 and RFC
 * 6749 §10.10 require at least 128 bits.
 */
export function makeDeviceCode(random: Random, userCode: UserCodeDigest): DeviceCode {
  return userCode + makeToken(random, secretBytes)
}

/** Reads a device code. Returns `undefined` for a text that this server did not make for any client. */
export function readDeviceCode(digester: Digester, code: DeviceCode, holder: Presenter): ReadDeviceCode | undefined {
  const userCode = form.exec(code)?.[1]
  return userCode === undefined ? undefined : { userCode, deviceCode: digestDeviceCode(digester, code, holder) }
}

/** Makes a user code in canonical form. Every character is equally likely (RFC 8628 §6.1). */
export function makeUserCode(random: Random, format: UserCodeFormat): UserCode {
  return makeText(random, format.alphabet, format.length)
}

/** Returns the digest of a user code. It is the name of its record. */
export function digestUserCode(digester: Digester, code: UserCode): UserCodeDigest {
  return digester.digest('userCode', code).slice(0, digestLength)
}

/** What a link leads to: a user code, and the grant that its authorization would become. */
export interface LinkTarget {
  readonly userCode: UserCode
  readonly grantId: GrantId
}

/**
 * Returns the proof that a link with this user code comes from this server: 96 bits of a keyed digest, for
 * `verification_uri_complete`. So a code that comes with its proof is no guess. The proof is of one authorization: if the
 * code is drawn again later, the proofs that somebody has collected are worth nothing: docs/decisions/0050.
 */
export function proveLink(digester: Digester, { userCode, grantId }: LinkTarget): LinkProof {
  return digester.digest('userCodeLink', JSON.stringify([userCode, grantId])).slice(0, linkProofLength)
}

/** Returns whether a user code comes from the link of this authorization. */
export function isLinked(digester: Digester, target: LinkTarget, proof: LinkProof): boolean {
  return sameText(proof, proveLink(digester, target))
}

/**
 * Returns the digest that proves a device code to the store. It is bound to the client and the dialect of the code, so
 * the code is unknown if another client presents it: that client learns nothing and changes nothing (RFC 8628 §3.4). A code
 * challenge is part of it too, so a poll without the verifier changes nothing either (RFC 7636 §4.6).
 */
export function digestDeviceCode(
  digester: Digester,
  code: DeviceCode,
  { dialect, clientId, codeChallenge }: Presenter,
): DeviceCodeDigest {
  // A code has no space, and the length says where the dialect ends, so no two holders of a code have the same text. A
  // challenge is shorter than a code.
  const bare = `${dialect.length} ${dialect} ${clientId} ${code}`
  const held = codeChallenge === undefined ? bare : `${bare} ${codeChallenge}`
  return digester.digest('deviceCode', held).slice(0, digestLength)
}
