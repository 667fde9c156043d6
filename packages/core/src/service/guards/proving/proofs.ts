import { readProofClaims } from '../../records/token-records.js'
import { callPort } from '../guarded.js'
import { guardJtis } from './jtis.js'
import type { GuardedProofs, Proofs } from './proof-rules.js'

/** Returns the same rules with the verifier of proofs and the jti store behind their guards. */
export function guardProofs({ verifier, jtis, ...rules }: Proofs): GuardedProofs {
  return {
    ...rules,
    verifier: {
      algorithms: verifier.algorithms,
      async verify(call, proof) {
        const operation = 'dpop.verifier.verify'
        const claims = await callPort(call, operation, () => verifier.verify(proof))
        return readProofClaims(claims, { operation, record: () => 'the claims of a DPoP proof' })
      },
    },
    jtis: guardJtis(jtis),
  }
}
