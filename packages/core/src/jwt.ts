/**
 * Makes and verifies tokens that are JWTs (RFC 9068), and verifies client assertions (RFC 7523) and DPoP proofs (RFC 9449).
 *
 * @packageDocumentation
 */

export type { SigningAlgorithm } from './defaults/jwt/algorithms.js'
export { createAssertionVerifier } from './defaults/jwt/assertion-verifier.js'
export {
  createJwtIssuer,
  type JwtIssuer,
  type JwtIssuerFactory,
  type JwtIssuerFactoryOptions,
  type JwtIssuerOptions,
} from './defaults/jwt/issuer.js'
export { generateSigningKey, type PublicJwk } from './defaults/jwt/keys.js'
export { createProofVerifier } from './defaults/jwt/proof-verifier.js'
