/** The kind of key that an algorithm uses, as in RFC 7518 §6.1 and RFC 8037 §2. */
interface KeyKind {
  readonly kty?: string
  readonly crv?: string
}

// Public-key signatures only: with a shared secret, everyone who can verify a token could also make one. If a key does
// not name its algorithm, it uses the first line that fits. RFC 7518 §3.1, RFC 8037 §3.1, RFC 9864 §2.2.
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

/** The algorithms that can sign access tokens. */
export type SigningAlgorithm = (typeof algorithms)[number]['alg']

/**
 * Returns the algorithm of a key: the one it names, or the usual one for its kind if it names none (`RS256` for RSA).
 * Returns `undefined` if the named algorithm does not fit the key, or no algorithm does.
 */
export function algorithmOf(kind: KeyKind, named: string | undefined): SigningAlgorithm | undefined {
  const fitting = algorithms.filter(({ kty, crv }) => kty === kind.kty && crv === kind.crv)
  return named === undefined ? fitting[0]?.alg : fitting.find(({ alg }) => alg === named)?.alg
}

/** Returns whether a name is one of the algorithms. */
export function isSigningAlgorithm(name: string): name is SigningAlgorithm {
  return algorithms.some(({ alg }) => alg === name)
}

/** The names of all algorithms, as RFC 8414 metadata lists them. */
export const signingAlgorithms: readonly SigningAlgorithm[] = algorithms.map(({ alg }) => alg)
