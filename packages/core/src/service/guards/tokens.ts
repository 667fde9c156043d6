import type { AccessTokenClaims, TokenIssuer } from '../../ports/token-issuer.js'
import type { Call } from '../call/call.js'
import { RecordFault } from '../call/faults.js'
import { quoted } from '../records/read-record.js'
import { readAccessTokenClaims, readIssuedTokens } from '../records/records.js'
import { callPort, type Guarded } from './guarded.js'

/**
 * Returns the same issuer behind its guard, with the functions that the host's has. `verify` of the host may ignore its second
 * argument, so the audience of a token is compared here.
 *
 * @param defaultAudience The accepted audience of a token if the caller of `verify` names none.
 */
export function guardTokens(tokens: TokenIssuer, defaultAudience: string): Guarded<TokenIssuer> {
  const { idTokenAlgorithms } = tokens
  return {
    async issue(call, request) {
      const operation = 'tokens.issue'
      const record = () => `the tokens of the client ${quoted(request.clientId)}`
      const found = await callPort(call, operation, () => tokens.issue(request))
      const issued = readIssuedTokens(found, { operation, record })
      if (issued === undefined) throw new RecordFault(operation, record(), ['it must be an object'])
      return issued
    },
    ...(idTokenAlgorithms && { idTokenAlgorithms }),
    ...(tokens.verify && {
      async verify(call: Call, accessToken: string, audiences: readonly string[] | 'any' = [defaultAudience]) {
        const operation = 'tokens.verify'
        const found = await callPort(call, operation, () => tokens.verify?.(accessToken, audiences))
        const claims = readAccessTokenClaims(found, { operation, record: () => 'the claims of an access token' })
        return claims !== undefined && (audiences === 'any' || isFor(audiences, claims)) ? claims : undefined
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
