import type { AccessTokenClaims, Clock, Duration, TokenIssuer, TokenRequest } from '@devicegrant/core'

/** An issuer of tokens without content, which are looked up in memory. */
export interface FakeIssuer extends Required<Omit<TokenIssuer, 'issuer' | 'audience' | 'volatile'>> {
  /** Every grant that tokens were issued for, in order. Two for one authorization are one too many. */
  readonly issued: readonly TokenRequest[]
}

// A public key without an owner: it verifies nothing here.
const publicKey = {
  kty: 'EC',
  crv: 'P-256',
  kid: 'fake-key',
  use: 'sig',
  x: 'TOSIAqhBIn7KdegYxTcVI0dH7j_64Rd3JsTHb31DLGE',
  y: 'YXEunZDjrWDzJjGMzfgE9bcFah350Lds2c5g0HJOpBU',
} as const

/** FOR TESTS ONLY. Makes tokens by counting, and verifies those that it made. */
export function createFakeIssuer(issuer: string, clock: Clock, lifetime: Duration): FakeIssuer {
  const issued: TokenRequest[] = []
  const live = new Map<string, AccessTokenClaims>()
  return {
    issued,
    async issue(grant) {
      issued.push(grant)
      const tokenId = `fake-token-${issued.length}`
      const { tokenSetId: _set, resources, ...said } = grant
      const audience = resources.length > 0 ? resources : [issuer]
      const issuedAt = clock.now()
      live.set(tokenId, { ...said, audience, tokenId, issuedAt, expiresAt: issuedAt + lifetime })
      const tokens = { accessToken: tokenId, tokenType: 'Bearer', lifetime }
      return grant.scope.includes('openid') ? { ...tokens, idToken: `fake-id-token-${issued.length}` } : tokens
    },
    async verify(accessToken) {
      const claims = live.get(accessToken)
      return claims !== undefined && clock.now() < claims.expiresAt ? claims : undefined
    },
    jwks: async () => ({ keys: [publicKey] }),
    idTokenAlgorithms: ['ES256'],
  }
}
