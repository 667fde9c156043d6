import { encodeHexLowerCase } from '@oslojs/encoding'
import type { JWK } from 'jose'
import { fromBase64url } from '../base64url.js'
import { isBase64url } from './compact.js'

const leastExponent = 3

// The points of a small order on the curve of Ed25519, also in the spellings that are not canonical, without the bit of their
// sign. A signature for such a key needs no private key.
const smallOrderPoints: ReadonlySet<string> = new Set([
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
])

/**
 * Returns whether everybody can sign with a public key: an Ed25519 key of a small order, or an RSA key whose exponent is 1 or
 * even. A token that is bound to such a key is bound to nothing. A key in a loose spelling, which decoders accept, counts as
 * weak too.
 */
export function isWeakKey({ kty, x = '', e = '' }: JWK): boolean {
  if (!isBase64url(x) || !isBase64url(e)) return true
  if (kty === 'OKP') return smallOrderPoints.has(withoutSign(fromBase64url(x)))
  if (kty !== 'RSA') return false
  const exponent = Number.parseInt(encodeHexLowerCase(fromBase64url(e)), 16)
  return exponent < leastExponent || exponent % 2 === 0
}

function withoutSign(point: Uint8Array): string {
  const last = point.length - 1
  return encodeHexLowerCase(point.map((byte, index) => (index === last ? byte & 0x7f : byte)))
}
