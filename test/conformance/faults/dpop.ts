import { onRequest } from '../altered.js'
import { type Fault, withoutHeader } from './fault.js'

/** Faults of proofs. */
export const dpopFaults: readonly Fault[] = [
  {
    what: 'does not see proofs',
    breaking: onRequest(({ headers }) => headers.delete('DPoP')),
    fails: [
      'dpop-token-type',
      'dpop-binding',
      'dpop-malformed',
      'dpop-wrong-type',
      'dpop-wrong-method',
      'dpop-wrong-address',
      'dpop-missing-jti',
      'dpop-wrong-signature',
      'dpop-old',
      'dpop-refresh-other-key',
      'dpop-refresh-without-proof',
    ],
  },
  {
    what: 'asks for a nonce that it does not give',
    hasNonces: true,
    breaking: withoutHeader('DPoP-Nonce'),
    fails: ['responses-nonce', 'dpop-old'],
  },
]
