import type { AssertionVerifier, JtiStore } from '../../../ports/proving/client-assertions.js'
import { readAssertionClaims } from '../../records/token-records.js'
import { callPort, type Guarded } from '../guarded.js'
import { guardJtis } from './jtis.js'

interface Guards {
  readonly verifier: Guarded<AssertionVerifier>
  readonly jtis: Guarded<JtiStore>
}

/** Returns the same verifier of client assertions and the same jti store behind their guards. */
export function guardAssertions({
  verifier,
  jtis,
}: {
  readonly verifier: AssertionVerifier
  readonly jtis: JtiStore
}): Guards {
  return {
    verifier: {
      algorithms: verifier.algorithms,
      async verify(call, assertion, keys) {
        const operation = 'clientAssertions.verifier.verify'
        const claims = await callPort(call, operation, () => verifier.verify(assertion, keys))
        return readAssertionClaims(claims, { operation, record: () => 'the claims of a client assertion' })
      },
    },
    jtis: guardJtis(jtis),
  }
}
