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
