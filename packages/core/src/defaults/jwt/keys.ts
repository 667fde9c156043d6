import {
  createHash,
  createPrivateKey,
  createPublicKey,
  type JsonWebKey,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto'
import { exportJWK, generateKeyPair, type JWK } from 'jose'
import { algorithmOf, isSigningAlgorithm, type SigningAlgorithm } from './algorithms.js'

/** The public half of a signing key, RFC 7517 §4: these members and the public members of its key type. */
export interface PublicJwk {
  readonly kid: string
  readonly alg: SigningAlgorithm
  readonly use: 'sig'
  readonly [member: string]: unknown
}

/** A key that signs, with its public half. */
export interface SigningKey {
  readonly kid: string
  readonly alg: SigningAlgorithm
  readonly privateKey: KeyObject
  /** The same key for jose: a JWK, because jose can import it in every runtime. It cannot convert a `KeyObject` in all of them. */
  readonly privateJwk: JWK
  readonly publicJwk: PublicJwk
}

// Keys that were made in this process. A key that was stored and read again is another object.
const madeHere = new WeakSet<JWK>()

/**
 * Returns a new private key that signs tokens, with its algorithm and its RFC 7638 thumbprint as `kid`. Store it as a
 * secret: with a new key at every start, all earlier tokens are refused.
 *
 * @param alg - a public-key signature algorithm
 * @defaultValue `ES256` for `alg`
 * @throws `TypeError` when `alg` is not a public-key signature algorithm.
 * @example
 * ```ts
 * const key = await generateSigningKey() // Once. Then store the key as a secret.
 * const tokens = createJwtIssuer({ issuer: 'https://login.example.com', keys: [key] })
 * ```
 */
export async function generateSigningKey(alg: SigningAlgorithm = 'ES256'): Promise<JWK> {
  if (!isSigningAlgorithm(alg)) {
    throw new TypeError('generateSigningKey: pass a public-key signature algorithm such as ES256, EdDSA or RS256')
  }
  const { privateKey } = await generateKeyPair(alg, { extractable: true })
  const jwk: JWK = { ...(await exportJWK(privateKey)), alg, use: 'sig' }
  const named = { ...jwk, kid: importSigningKey(jwk).kid }
  madeHere.add(named)
  return named
}

/**
 * Returns whether `generateSigningKey` made this key object in this process, so that it may be lost with the process.
 */
export function wasMadeHere(jwk: JWK): boolean {
  return madeHere.has(jwk)
}

/**
 * Checks the list of keys that a host passes as this option.
 *
 * @throws `TypeError` when it is no list, or when a key is a promise.
 */
export function checkKeyList(keys: unknown, option: string): void {
  if (!Array.isArray(keys)) {
    throw new TypeError(`${option}: must be a list of private JWKs, such as [await generateSigningKey()]`)
  }
  if (keys.some((key) => typeof Reflect.get(Object(key), 'then') === 'function')) {
    throw new TypeError(`${option}: a key is a promise. Write [await generateSigningKey()]`)
  }
}

/**
 * Reads a private JWK.
 *
 * @throws `TypeError` when it is not a private key, not for signing, for an unknown algorithm, too weak, or made of two
 * halves of different keys. The message repeats nothing of the key.
 */
export function importSigningKey(jwk: JWK): SigningKey {
  const privateKey = readPrivateKey(jwk)
  const publicKey = createPublicKey(privateKey)
  const members = publicKey.export({ format: 'jwk' })
  const alg = algorithmOf(members, jwk.alg)
  if (alg === undefined) throw new TypeError('signing key: its "alg" is not a signature algorithm for this type of key')
  if (jwk.use !== undefined && jwk.use !== 'sig') throw new TypeError('signing key: its "use" is not "sig"')
  if (isTooShort(publicKey)) throw new TypeError('signing key: RSA needs at least 2048 bits (RFC 7518 §3.3)')
  if (!isPair(alg, privateKey, publicKey))
    throw new TypeError('signing key: its private and public halves do not match')
  const kid = jwk.kid ?? thumbprint(members)
  const privateJwk = { ...privateKey.export({ format: 'jwk' }), kty: String(members.kty), alg }
  return { kid, alg, privateKey, privateJwk, publicJwk: { ...members, kid, alg, use: 'sig' } }
}

function readPrivateKey(jwk: JWK): KeyObject {
  try {
    return createPrivateKey({ key: jwk, format: 'jwk' })
  } catch {
    // The error of Node can repeat members of the key.
    throw new TypeError('signing key: must be a private JWK of type EC, OKP or RSA')
  }
}

function isTooShort(key: KeyObject): boolean {
  return key.asymmetricKeyType === 'rsa' && (key.asymmetricKeyDetails?.modulusLength ?? 0) < 2048
}

function isPair(alg: SigningAlgorithm, privateKey: KeyObject, publicKey: KeyObject): boolean {
  const probe = new Uint8Array(32)
  const digest = digestOf(alg)
  return verify(digest, probe, publicKey, sign(digest, probe, privateKey))
}

/**
 * Returns the digest of the algorithm. Node and Bun have a default for EC and RSA keys. Deno and workerd throw without
 * one.
 */
function digestOf(alg: SigningAlgorithm): string | null {
  const [, bits] = /^(?:ES|RS|PS)(\d+)$/.exec(alg) ?? []
  return bits === undefined ? null : `sha${bits}`
}

/** Returns the thumbprint of RFC 7638 §3. Node exports exactly the members that §3.2 requires. */
function thumbprint(publicMembers: JsonWebKey): string {
  const json = JSON.stringify(publicMembers, Object.keys(publicMembers).sort())
  return createHash('sha256').update(json).digest('base64url')
}
