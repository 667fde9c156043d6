export { createAssertionVerifier } from './defaults/assertion-verifier.js'
export {
  createJwtIssuer,
  type JwtIssuer,
  type JwtIssuerFactory,
  type JwtIssuerFactoryOptions,
  type JwtIssuerOptions,
} from './defaults/jwt.js'
export type { SigningAlgorithm } from './defaults/jwt-algorithms.js'
export { generateSigningKey, type PublicJwk } from './defaults/jwt-keys.js'
