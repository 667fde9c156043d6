import type { DeviceCode, DeviceCodeDigest, GrantId, LinkProof, UserCode, UserCodeDigest } from '../../machine/names.js'
import type { Presenter } from '../../machine/poll.js'
import type { UserCodeFormat } from '../../machine/user-code.js'
import { linkProofLength } from '../../machine/user-codes/user-code-link.js'
import type { Digester, Random } from '../../ports/runtime.js'
import { makeText, makeToken, sameText } from '../text/secrets.js'
import { type CodeBinding, markOf, partsIn, unbound } from './code-binding.js'

const secretBytes = 32
// 132 bits, so that keys, records and device codes stay short. RFC 2104 §5 allows half of a digest.
const digestLength = 22

// The name of the record, the secret that only the device has, and the mark of a bound code: docs/decisions/0042 and 0071.
const form = /^([\w-]{22})[\w-]{43}([kcb]?)$/

/** The two digests under which a store knows a device code. */
export interface ReadDeviceCode {
  /** The name of the record. It proves nothing. */
  readonly userCode: UserCodeDigest
  /** Proves that the sender has the device code, and what the code is bound to. */
  readonly deviceCode: DeviceCodeDigest
  /** Whether the code is bound to a key. If it is, another key leads to no record. */
  readonly isBoundToKey: boolean
  /** Whether the code is bound to a challenge. If it is, another verifier leads to no record, and otherwise none may come. */
  readonly isBoundToChallenge: boolean
}

/**
 * Makes a device code: the name of its record, and 256 random bits, in 65 base64url characters. RFC 8628 §5.2 and RFC
 * 6749 §10.10 require at least 128 bits. A bound code has one more character, which says what it is bound to.
 */
export function makeDeviceCode(random: Random, userCode: UserCodeDigest, binding: CodeBinding = unbound): DeviceCode {
  return userCode + makeToken(random, secretBytes) + markOf(binding)
}

/**
 * Reads a device code that somebody presents together with `presented`. Returns `undefined` for a text that this server
 * did not make for any client, and what is missing if the code is bound to something that does not come with it.
 */
export function readDeviceCode(
  digester: Digester,
  code: DeviceCode,
  holder: Presenter,
  presented: CodeBinding = unbound,
): ReadDeviceCode | 'keyMissing' | 'challengeMissing' | undefined {
  const [, userCode, mark = ''] = form.exec(code) ?? []
  if (userCode === undefined) return undefined
  const binding = mark === '' ? unbound : partsIn(mark, presented)
  if (typeof binding === 'string') return binding
  const deviceCode = digestDeviceCode(digester, code, holder, binding)
  const isBoundToChallenge = binding.codeChallenge !== undefined
  return { userCode, deviceCode, isBoundToKey: binding.jkt !== undefined, isBoundToChallenge }
}

/** Returns the name of the record of a device code, which proves nothing. */
export function nameIn(code: DeviceCode): UserCodeDigest | undefined {
  return form.exec(code)?.[1]
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
 * Returns the digest that proves a device code to the store. It is bound to the client and the dialect of the code, and
 * to the key and the challenge of a bound code. So the code is unknown if somebody else presents it, who learns nothing
 * and changes nothing (RFC 8628 §3.4).
 */
export function digestDeviceCode(
  digester: Digester,
  code: DeviceCode,
  { dialect, clientId }: Presenter,
  { jkt = '', codeChallenge = '' }: CodeBinding = unbound,
): DeviceCodeDigest {
  // A code has no space, and the length says where the dialect ends, so no two holders of a code have the same text.
  // The mark of a bound code says which of the two texts after it are there.
  const held = `${dialect.length} ${dialect} ${clientId} ${code}`
  const bound = jkt === '' && codeChallenge === '' ? held : `${held} ${jkt} ${codeChallenge}`
  return digester.digest('deviceCode', bound).slice(0, digestLength)
}
