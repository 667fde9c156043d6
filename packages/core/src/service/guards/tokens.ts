import type { Clock } from '../../ports/runtime.js'
import type { AccessTokenClaims, TokenIssuer } from '../../ports/token-issuer.js'
import type { Call } from '../call/call.js'
import { RecordFault } from '../call/faults.js'
import { quoted } from '../records/read-record.js'
import { readAccessTokenClaims, readIssuedTokens } from '../records/token-records.js'
import { callPort, type Guarded } from './guarded.js'

/** What an access token must fulfill, whatever `verify` of the host checks. */
export interface TokenRules {
  /** The audience that a token must have if no other one is named. */
  readonly defaultAudience: string
  /** The clock by which tokens expire. */
  readonly clock: Clock
}

/**
 * Returns the same issuer behind its guard, with the functions that the host's has. `verify` of the host may ignore its second
 * argument or the end of a token, so both are compared here.
 */
export function guardTokens(tokens: TokenIssuer, { defaultAudience, clock }: TokenRules): Guarded<TokenIssuer> {
  const { idTokenAlgorithms } = tokens
  return {
    async issue(call, request) {
      const operation = 'tokens.issue'
      const record = () => `the tokens of the client ${quoted(request.clientId)}`
      const found = await callPort(call, operation, () => tokens.issue(request))
      const issued = readIssuedTokens(found, { operation, record })
      if (issued === undefined) throw new RecordFault(operation, record(), ['it must be an object'])
      if (request.confirmation !== undefined && issued.tokenType.toLowerCase() !== 'dpop') {
        const fault = "tokenType must be 'DPoP' for a request with confirmation, and the access token bound to its key"
        throw new RecordFault(operation, record(), [fault])
      }
      return issued
    },
    ...(idTokenAlgorithms && { idTokenAlgorithms }),
    ...(tokens.verify && {
      async verify(call: Call, accessToken: string, audiences: readonly string[] | 'any' = [defaultAudience]) {
        const operation = 'tokens.verify'
        const found = await callPort(call, operation, () => tokens.verify?.(accessToken, audiences))
        const claims = readAccessTokenClaims(found, { operation, record: () => 'the claims of an access token' })
        // RFC 7519 §4.1.4: a token is expired on the moment of its `exp`.
        if (claims === undefined || !(clock.now() < claims.expiresAt)) return undefined
        return audiences === 'any' || isFor(audiences, claims) ? claims : undefined
      },
    }),
    ...(tokens.jwks && {
      jwks: async (call: Call) => callPort(call, 'tokens.jwks', () => tokens.jwks?.() ?? { keys: [] }),
    }),
  }
}

/** Returns whether a token is for one of these audiences. */
export function isFor(audiences: readonly string[], { audience }: AccessTokenClaims): boolean {
  return audience.some((one) => audiences.includes(one))
}
