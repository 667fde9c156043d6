/** The kind of key an algorithm signs with, in the words of RFC 7518 §6.1 and RFC 8037 §2. */
interface KeyKind {
  readonly kty?: string
  readonly crv?: string
}

// Public-key signatures only: with a shared secret, everyone who can check a token could make one. Where a key does
// not name its algorithm, the first line that fits it decides. RFC 7518 §3.1, RFC 8037 §3.1, RFC 9864 §2.2.
const algorithms = [
  { alg: 'ES256', kty: 'EC', crv: 'P-256' },
  { alg: 'ES384', kty: 'EC', crv: 'P-384' },
  { alg: 'ES512', kty: 'EC', crv: 'P-521' },
  { alg: 'EdDSA', kty: 'OKP', crv: 'Ed25519' },
  { alg: 'Ed25519', kty: 'OKP', crv: 'Ed25519' },
  { alg: 'RS256', kty: 'RSA', crv: undefined },
  { alg: 'RS384', kty: 'RSA', crv: undefined },
  { alg: 'RS512', kty: 'RSA', crv: undefined },
  { alg: 'PS256', kty: 'RSA', crv: undefined },
  { alg: 'PS384', kty: 'RSA', crv: undefined },
  { alg: 'PS512', kty: 'RSA', crv: undefined },
] as const

/** The algorithms access tokens can be signed with. */
export type SigningAlgorithm = (typeof algorithms)[number]['alg']

/**
 * The algorithm a key signs with: the one it names, or the usual one for its kind when it names none (`RS256` for RSA).
 * `undefined` when the named one is not for such a key, or nothing here is.
 */
export function algorithmOf(kind: KeyKind, named: string | undefined): SigningAlgorithm | undefined {
  const fitting = algorithms.filter(({ kty, crv }) => kty === kind.kty && crv === kind.crv)
  return named === undefined ? fitting[0]?.alg : fitting.find(({ alg }) => alg === named)?.alg
}

/** Whether a name is one of the algorithms. */
export function isSigningAlgorithm(name: string): name is SigningAlgorithm {
  return algorithms.some(({ alg }) => alg === name)
}

/** All of their names, as RFC 8414 metadata lists them. */
export const signingAlgorithms: readonly SigningAlgorithm[] = algorithms.map(({ alg }) => alg)
