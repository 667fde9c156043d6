import type { Account } from '../../../ports/account-directory.js'
import type { PresentedFactor, SecondFactor } from '../../../ports/hooks/second-factor.js'
import type { JtiStore } from '../../../ports/proving/client-assertions.js'
import type { Call } from '../../call/call.js'
import { RecordFault } from '../../call/faults.js'
import { callPort, type Guarded } from '../../guards/guarded.js'
import { guardJtis } from '../../guards/proving/jtis.js'
import { quoted, readTruth } from '../../records/read-record.js'

/** The second factor as the service calls it. It rejects only with a `PortFault`. */
export interface GuardedSecondFactor {
  readonly methods: SecondFactor['methods']
  /** Returns the names of the methods of an account. Empty: it needs no second factor. */
  needed(call: Call, account: Account): Promise<readonly string[]>
  verify(call: Call, presented: PresentedFactor): Promise<boolean>
  /** Remembers the tickets and codes that were used. */
  readonly jtis: Guarded<JtiStore>
}

/** Returns the same second factor behind its guard. */
export function guardSecondFactor(factor: SecondFactor, jtis: JtiStore): GuardedSecondFactor {
  const known = factor.methods.map(({ name }) => name)
  return {
    methods: factor.methods,
    async needed(call, account) {
      const operation = 'passwordLogin.secondFactor.needed'
      const found: unknown = await callPort(call, operation, () => factor.needed(account))
      if (isListOf(known, found)) return [...found]
      // Neither an unknown method nor a forgotten `return` may count as none: no code would be needed.
      throw new RecordFault(operation, `the methods of the account ${quoted(account.subject)}`, [
        `it must be a list of names of its methods, empty for none: ${known.join(', ')}`,
      ])
    },
    async verify(call, presented) {
      const operation = 'passwordLogin.secondFactor.verify'
      return readTruth(operation, await callPort(call, operation, () => factor.verify(presented)))
    },
    jtis: guardJtis(jtis),
  }
}

function isListOf(known: readonly string[], found: unknown): found is readonly string[] {
  return Array.isArray(found) && found.every((name) => known.includes(name))
}
