import { pbkdf2, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import type { HashVerifier } from '../../ports/password-hasher.js'

interface Pbkdf2Hash {
  readonly digest: 'sha1' | 'sha256' | 'sha512'
  readonly iterations: number
  readonly salt: Buffer
  readonly tag: Buffer
}

const compute = promisify(pbkdf2)

const digestBytes = { sha1: 20, sha256: 32, sha512: 64 } as const

// OWASP recommends 600 000 iterations of SHA-256 and 1 300 000 of SHA-1. Five million take about two seconds.
const mostRounds = 5_000_000

// passlib writes "." instead of "+". Tags of 16 to 64 bytes.
const passlib =
  /^\$pbkdf2(?:-(sha1|sha256|sha512))?\$(?:i=)?([1-9]\d{0,8})(?:,l=\d{1,3})?\$([A-Za-z0-9+/.]{2,128})\$([A-Za-z0-9+/.]{22,86})$/
const django = /^pbkdf2_(sha1|sha256)\$([1-9]\d{0,8})\$([^$]{1,128})\$([A-Za-z0-9+/]{27}=|[A-Za-z0-9+/]{43}=)$/

/**
 * Returns a verifier of PBKDF2 hashes (RFC 8018 §5.2). It uses node:crypto. It reads `$pbkdf2-sha256$29000$salt$tag` of
 * passlib, also with SHA-1, with SHA-512 and with `i=29000`, and Django's `pbkdf2_sha256$260000$salt$tag`. `verify`
 * rejects a hash that needs more than five million rounds.
 *
 * @example
 * ```ts
 * const hasher = composeHashers(createArgon2Hasher(), pbkdf2Verifier())
 * ```
 */
export function pbkdf2Verifier(): HashVerifier {
  return {
    name: 'pbkdf2',
    reads: ['$pbkdf2$', '$pbkdf2-', 'pbkdf2_'],
    async verify(hash, password) {
      const { digest, iterations, salt, tag } = readPbkdf2Hash(hash)
      return timingSafeEqual(await compute(password, salt, iterations, tag.length, digest), tag)
    },
  }
}

function readPbkdf2Hash(hash: string): Pbkdf2Hash {
  const read = readPasslib(hash) ?? readDjango(hash)
  if (read === undefined) {
    throw new Error('pbkdf2: the stored hash is not in the form of passlib or Django, with SHA-1, SHA-256 or SHA-512')
  }
  const blocks = Math.ceil(read.tag.length / digestBytes[read.digest])
  if (read.iterations * blocks <= mostRounds) return read
  throw new Error('pbkdf2: the stored hash needs more iterations than allowed')
}

function readPasslib(hash: string): Pbkdf2Hash | undefined {
  const [, digest = 'sha1', iterations, salt, tag] = passlib.exec(hash) ?? []
  if (!isDigest(digest) || salt === undefined || tag === undefined) return undefined
  const decode = (text: string): Buffer => Buffer.from(text.replaceAll('.', '+'), 'base64')
  return { digest, iterations: Number(iterations), salt: decode(salt), tag: decode(tag) }
}

function readDjango(hash: string): Pbkdf2Hash | undefined {
  const [, digest = '', iterations, salt, tag] = django.exec(hash) ?? []
  if (!isDigest(digest) || salt === undefined || tag === undefined) return undefined
  return { digest, iterations: Number(iterations), salt: Buffer.from(salt), tag: Buffer.from(tag, 'base64') }
}

function isDigest(name: string): name is Pbkdf2Hash['digest'] {
  return Object.hasOwn(digestBytes, name)
}
