import { Buffer } from 'node:buffer'
import { type KeyObject, sign } from 'node:crypto'
import { type JWTPayload, SignJWT } from 'jose'
import { toBase64url } from '../base64url.js'
import type { SigningKey } from './keys.js'

// The algorithms that sign in less than 50 µs. To pass so little work to another thread and back, as Web Crypto does,
// takes longer than the work (docs/decisions/0045). With the name `sha256` a signature takes a tenth longer than with `SHA256`.
const quick: ReadonlyMap<string, (key: KeyObject, bytes: Uint8Array) => Uint8Array> = new Map([
  ['ES256', (key, bytes) => joinNumbers(sign('SHA256', bytes, key))],
  ['EdDSA', (key, bytes) => sign(null, bytes, key)],
  ['Ed25519', (key, bytes) => sign(null, bytes, key)],
])

/** Signs claims as a JWT of this `typ` (RFC 7515 §7.1). Another thread makes a signature that takes long. */
export async function signClaims(key: SigningKey, claims: JWTPayload, typ: string): Promise<string> {
  const { alg, kid, privateKey, privateJwk } = key
  const header = { typ, alg, kid }
  const signHere = quick.get(alg)
  if (signHere === undefined) return new SignJWT(claims).setProtectedHeader(header).sign(privateJwk)
  const signed = `${encode(header)}.${encode(claims)}`
  return `${signed}.${toBase64url(signHere(privateKey, Buffer.from(signed)))}`
}

function encode(part: object): string {
  return toBase64url(Buffer.from(JSON.stringify(part)))
}

/**
 * Returns the two numbers of an ES256 signature, 32 bytes each (RFC 7518 §3.4). node:crypto returns them as DER: two
 * bytes, then tag, length and bytes of each number, without zeros in front but perhaps with one. workerd cannot return
 * them in another form.
 */
export function joinNumbers(der: Buffer): Uint8Array {
  const second = 4 + der.readUInt8(3)
  const numbers = [der.subarray(4, second), der.subarray(second + 2)]
  return Buffer.concat(numbers.flatMap((number) => [zeros.subarray(Math.min(number.length, 32)), number.subarray(-32)]))
}

const zeros = new Uint8Array(32)
