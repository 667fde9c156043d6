import { errors, type JWTHeaderParameters, type JWTPayload, jwtVerify } from 'jose'
import type { Clock } from '../../ports/runtime.js'
import type { AccessTokenClaims } from '../../ports/token-issuer.js'
import { accessTokenClaimNames, accessTokenType, readAccessTokenClaims } from './claims.js'
import { isCompactJws } from './compact.js'
import type { PublicJwk, SigningKey } from './keys.js'

/**
 * Returns the claims of an access token for any audience, or `undefined` if this issuer did not make it or it has
 * expired.
 */
export type AccessTokenReader = (accessToken: string) => Promise<AccessTokenClaims | undefined>

/** A format of access tokens: writes claims as a token and reads them again. */
export interface AccessTokenFormat {
  write(claims: JWTPayload): Promise<string>
  /** Returns the claims of a token, or `undefined` if this issuer did not make it or it has expired. */
  readonly read: AccessTokenReader
}

// Node accepts at most 16 KiB of headers in a request, so no honest token is longer.
const longestToken = 16 * 1024

/**
 * Returns a reader of the access tokens of one issuer, RFC 9068 §4. The header of a token only chooses one of the
 * issuer's keys. A key is used with its own algorithm only (RFC 8725 §3.1), so `none` and a public key used as a shared
 * secret both fail. The reader rejects only if something other than the token is at fault.
 */
export function createAccessTokenReader(issuer: string, keys: readonly SigningKey[], clock: Clock): AccessTokenReader {
  const findKey = ({ kid, alg }: Partial<JWTHeaderParameters>): PublicJwk => {
    const key = keys.find((candidate) => candidate.kid === kid && candidate.alg === alg)
    if (key === undefined) throw new errors.JWKSNoMatchingKey()
    return key.publicJwk
  }
  return async (accessToken) => {
    if (accessToken.length > longestToken || !isCompactJws(accessToken)) return undefined
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
