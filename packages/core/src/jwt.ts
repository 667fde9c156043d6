export { createAssertionVerifier } from './defaults/assertion-verifier.js'
export { createJwtIssuer, type JwtIssuer, type JwtIssuerOptions } from './defaults/jwt.js'
export type { SigningAlgorithm } from './defaults/jwt-algorithms.js'
export { generateSigningKey, type PublicJwk } from './defaults/jwt-keys.js'
