import { errors, type JWTHeaderParameters, type JWTPayload, jwtVerify } from 'jose'
import type { Clock } from '../ports/ambient.js'
import type { AccessTokenClaims } from '../ports/token-issuer.js'
import { accessTokenClaimNames, accessTokenType, readAccessTokenClaims } from './jwt-claims.js'
import type { PublicJwk, SigningKey } from './jwt-keys.js'

/** What an access token says, whoever it is for; `undefined` when it is not one of ours or has expired. */
export type AccessTokenReader = (accessToken: string) => Promise<AccessTokenClaims | undefined>

/** How access tokens look: what makes one of its claims, and what reads them again. */
export interface AccessTokenFormat {
  write(claims: JWTPayload): Promise<string>
  /** What a token says; `undefined` when it is not one of ours or has expired. */
  readonly read: AccessTokenReader
}

// Node takes no request with more than 16 KiB of headers, so no honest token is longer.
const longestToken = 16 * 1024
// RFC 7515 §7.1. Decoders overlook white space and padding; two spellings of one token help nobody honest.
const compactForm = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/

/**
 * Makes a reader of the access tokens of one issuer, RFC 9068 §4. The header is believed in nothing but the choice
 * among our own keys: a key is used with its own algorithm only (RFC 8725 §3.1), so neither `none` nor a public key
 * taken for a shared secret gets anywhere. Rejects only when something other than the token is at fault.
 */
export function createAccessTokenReader(issuer: string, keys: readonly SigningKey[], clock: Clock): AccessTokenReader {
  const findKey = ({ kid, alg }: Partial<JWTHeaderParameters>): PublicJwk => {
    const key = keys.find((candidate) => candidate.kid === kid && candidate.alg === alg)
    if (key === undefined) throw new errors.JWKSNoMatchingKey()
    return key.publicJwk
  }
  return async (accessToken) => {
    if (accessToken.length > longestToken || !compactForm.test(accessToken)) return undefined
    try {
      const { payload } = await jwtVerify(accessToken, findKey, {
        algorithms: keys.map((key) => key.alg),
        typ: accessTokenType,
        issuer,
        requiredClaims: [...accessTokenClaimNames],
        currentDate: new Date(clock.now()),
      })
      return readAccessTokenClaims(payload)
    } catch (error) {
      if (error instanceof errors.JOSEError) return undefined
      throw error
    }
  }
}
