import { scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import type { HashVerifier } from '../../ports/password-hasher.js'

interface ScryptHash {
  readonly N: number
  readonly r: number
  readonly p: number
  readonly salt: Buffer
  readonly tag: Buffer
}

const compute = promisify<string, Buffer, number, { N: number; r: number; p: number; maxmem: number }, Buffer>(scrypt)

// No number is zero, because Node replaces zero by its own default. Salts of 1 to 64 bytes, tags of 16 to 64 bytes.
const form =
  /^\$scrypt\$ln=([1-9]\d?),r=([1-9]\d{0,3}),p=([1-9]\d{0,3})\$([A-Za-z0-9+/]{2,86})\$([A-Za-z0-9+/]{22,86})$/

// RFC 7914 §2: the memory is 128 · N · r bytes, and the time grows with N · r · p. OWASP's N = 2^17, r = 8, p = 1 needs
// 128 MiB and about 0.4 seconds.
const mostMemory = 256 * 1024 * 1024
const mostWork = 2 ** 22

/**
 * Returns a verifier of scrypt hashes (RFC 7914) in PHC form, `$scrypt$ln=16,r=8,p=1$salt$tag`. It uses node:crypto.
 * `verify` rejects a hash that needs more than 256 MiB, or more than four times the time of N = 2^17, r = 8, p = 1.
 *
 * @example
 * ```ts
 * const hasher = composeHashers(createArgon2Hasher(), scryptVerifier())
 * ```
 */
export function scryptVerifier(): HashVerifier {
  return {
    name: 'scrypt',
    reads: '$scrypt$',
    async verify(hash, password) {
      const { N, r, p, salt, tag } = readScryptHash(hash)
      // Twice the memory, because Node also counts other memory of OpenSSL.
      const computed = await compute(password, salt, tag.length, { N, r, p, maxmem: 2 * mostMemory })
      return timingSafeEqual(computed, tag)
    },
  }
}

function readScryptHash(hash: string): ScryptHash {
  const [, ln, r, p, salt, tag] = form.exec(hash) ?? []
  if (salt === undefined || tag === undefined) {
    throw new Error('scrypt: the stored hash is not of the form $scrypt$ln=…,r=…,p=…$salt$tag')
  }
  const cost = { N: 2 ** Number(ln), r: Number(r), p: Number(p) }
  if (128 * cost.N * cost.r > mostMemory || cost.N * cost.r * cost.p > mostWork) {
    throw new Error('scrypt: the stored hash needs more memory or time than allowed')
  }
  return { ...cost, salt: Buffer.from(salt, 'base64'), tag: Buffer.from(tag, 'base64') }
}
