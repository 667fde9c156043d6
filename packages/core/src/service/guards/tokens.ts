import type { TokenIssuer } from '../../ports/token-issuer.js'
import type { Call } from '../call/call.js'
import { RecordFault } from '../call/faults.js'
import { quoted } from '../records/read-record.js'
import { readAccessTokenClaims, readIssuedTokens } from '../records/records.js'
import { callPort, type Guarded } from './guarded.js'

/** Returns the same issuer behind its guard, with the functions that the host's has. */
export function guardTokens(tokens: TokenIssuer): Guarded<TokenIssuer> {
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
      async verify(call: Call, accessToken: string, audiences?: readonly string[] | 'any') {
        const operation = 'tokens.verify'
        const claims = await callPort(call, operation, () => tokens.verify?.(accessToken, audiences))
        return readAccessTokenClaims(claims, { operation, record: () => 'the claims of an access token' })
      },
    }),
    ...(tokens.jwks && {
      jwks: async (call: Call) => callPort(call, 'tokens.jwks', () => tokens.jwks?.() ?? { keys: [] }),
    }),
  }
}
