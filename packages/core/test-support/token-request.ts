import type { TokenRequest } from '../src/ports/token-issuer.js'

/** Returns a request for the tokens of a device of alice, who proved who she is at this moment. */
export function aliceRequest(authenticatedAt: number): TokenRequest {
  return {
    grantId: 'grant-1',
    tokenSetId: 'set-1',
    occasion: 'deviceCode',
    subject: 'alice',
    clientId: 'cli',
    scope: ['read', 'write'],
    resources: [],
    authenticatedAt,
  }
}
