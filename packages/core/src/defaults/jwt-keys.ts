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
import { algorithmOf, isSigningAlgorithm, type SigningAlgorithm } from './jwt-algorithms.js'

/** What everybody may know of a signing key, RFC 7517 §4: these members and the public ones of its type. */
export interface PublicJwk {
  readonly kid: string
  readonly alg: SigningAlgorithm
  readonly use: 'sig'
  readonly [member: string]: unknown
}

/** A key that signs, and what it is checked with. */
export interface SigningKey {
  readonly kid: string
  readonly alg: SigningAlgorithm
  /** As a JWK, which jose imports by Web Crypto in every runtime. A `KeyObject` it cannot convert in all of them. */
  readonly privateJwk: JWK
  readonly publicJwk: PublicJwk
}

// Keys that no other process, and no later start, can have: what was kept and read again is another object.
const madeHere = new WeakSet<JWK>()

/**
 * A new private key for signing tokens, with its algorithm and its RFC 7638 thumbprint as `kid`. Keep it where secrets
 * are kept: with a new key at every start, every token issued before would be refused. Throws a `TypeError` for an
 * algorithm that is not a public-key signature.
 */
export async function generateSigningKey(alg: SigningAlgorithm = 'ES256'): Promise<JWK> {
  if (!isSigningAlgorithm(alg)) throw new TypeError('A signing algorithm such as ES256, EdDSA or RS256 is needed')
  const { privateKey } = await generateKeyPair(alg, { extractable: true })
  const jwk: JWK = { ...(await exportJWK(privateKey)), alg, use: 'sig' }
  const named = { ...jwk, kid: importSigningKey(jwk).kid }
  madeHere.add(named)
  return named
}

/** Whether `generateSigningKey` made this very key in this process, so that it may be lost with the process. */
export function wasMadeHere(jwk: JWK): boolean {
  return madeHere.has(jwk)
}

/**
 * Reads a private JWK. Throws a `TypeError` that says what is wrong with it, and repeats nothing of it, when it is no
 * private key, not for signing, for no algorithm known here, too weak, or two halves of different keys.
 */
export function importSigningKey(jwk: JWK): SigningKey {
  const privateKey = readPrivateKey(jwk)
  const publicKey = createPublicKey(privateKey)
  const members = publicKey.export({ format: 'jwk' })
  const alg = algorithmOf(members, jwk.alg)
  if (alg === undefined) throw new TypeError('signing key: its "alg" is not a public-key signature by such a key')
  if (jwk.use !== undefined && jwk.use !== 'sig') throw new TypeError('signing key: its "use" is not "sig"')
  if (isTooShort(publicKey)) throw new TypeError('signing key: RSA needs at least 2048 bits (RFC 7518 §3.3)')
  if (!isPair(alg, privateKey, publicKey))
    throw new TypeError('signing key: its private and public halves do not match')
  const kid = jwk.kid ?? thumbprint(members)
  const privateJwk = { ...privateKey.export({ format: 'jwk' }), kty: String(members.kty), alg }
  return { kid, alg, privateJwk, publicJwk: { ...members, kid, alg, use: 'sig' } }
}

function readPrivateKey(jwk: JWK): KeyObject {
  try {
    return createPrivateKey({ key: jwk, format: 'jwk' })
  } catch {
    // What Node throws can repeat members of the key.
    throw new TypeError('signing key: a private JWK of type EC, OKP or RSA is needed')
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

/** The digest of the algorithm. Node and Bun have a default for EC and RSA keys; Deno and workerd throw without a digest. */
function digestOf(alg: SigningAlgorithm): string | null {
  const [, bits] = /^(?:ES|RS|PS)(\d+)$/.exec(alg) ?? []
  return bits === undefined ? null : `sha${bits}`
}

/** RFC 7638 §3. Node exports exactly the members that §3.2 requires. */
function thumbprint(publicMembers: JsonWebKey): string {
  const json = JSON.stringify(publicMembers, Object.keys(publicMembers).sort())
  return createHash('sha256').update(json).digest('base64url')
}
