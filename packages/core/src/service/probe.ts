import type { RateRule } from '../machine/limits/limit.js'
import { minute, second } from '../machine/time.js'
import type { JtiStore } from '../ports/proving/client-assertions.js'
import type { Runtime } from '../ports/runtime.js'
import type { Call, StartCall } from './call/call.js'
import type { ProbeResult } from './call/faults.js'
import { guardLimits } from './guards/limits.js'
import { guardPorts, type ServicePorts } from './guards/ports.js'
import { guardJtis } from './guards/proving/jtis.js'
import type { LimitOptions } from './limits/limiters.js'
import { makeToken } from './text/secrets.js'

/** What a probe calls, and with what. */
interface Probed extends ServicePorts {
  readonly runtime: Runtime
  readonly limits?: LimitOptions
  readonly passwordLogin?: { readonly secondFactor?: { readonly jtis: JtiStore } }
}

// As many characters as a digest of the library, so that a column of that length takes it.
const nameBytes = 16
/** The subject and the client of the token that is made and thrown away. */
const probeName = 'devicegrant-probe'
const rule: RateRule = { kind: 'rate', burst: 1, every: second }

/**
 * Calls each store that is used, and the token issuer, with new random names. It reads what does not exist, and what it writes is
 * taken back or forgotten within a minute.
 */
export async function probe(options: Probed, start: StartCall): Promise<readonly ProbeResult[]> {
  const results = Object.entries(callsOf(options)).map(async ([part, run]): Promise<ProbeResult> => {
    try {
      await run(start())
      return { part }
    } catch (fault) {
      return { part, fault }
    }
  })
  return Promise.all(results)
}

type Calls = Readonly<Record<string, (call: Call) => Promise<void>>>

function callsOf(options: Probed): Calls {
  const { clock, random } = options.runtime
  const { store, families, clientAssertions, proofs, tokens } = guardPorts(options, undefined)
  const factorJtis = options.passwordLogin?.secondFactor?.jtis
  const jtis = (clientAssertions ?? proofs)?.jtis ?? (factorJtis && guardJtis(factorJtis))
  const limits = options.limits?.store && guardLimits(options.limits.store)
  const newName = () => makeToken(random, nameBytes)
  return {
    'stores.authorizations': async (call) => {
      await store.recordPoll(call, newName(), newName(), clock.now())
    },
    ...(families && {
      'stores.families': async (call) => {
        await families.find(call, newName())
      },
    }),
    ...(jtis && {
      'stores.jtis': async (call) => {
        const isNew = await jtis.use(call, `probe ${newName()}`, clock.now() + minute)
        if (!isNew) throw new Error('stores.jtis.use says of a new name that it was used before')
      },
    }),
    ...(limits && {
      'stores.limits': async (call) => {
        const name = `probe ${newName()}`
        const { granted } = await limits.reserve(call, name, rule, clock.now())
        if (!granted) throw new Error('stores.limits.reserve refuses the first try of a new name')
        await limits.settle(call, name, rule, 'refund', clock.now())
      },
    }),
    tokens: async (call) => {
      const { accessToken } = await tokens.issue(call, {
        grantId: newName(),
        tokenSetId: newName(),
        occasion: 'deviceCode',
        subject: probeName,
        clientId: probeName,
        scope: [],
        resources: [],
        authenticatedAt: clock.now(),
      })
      if (tokens.verify === undefined) return
      const claims = await tokens.verify(call, accessToken)
      if (claims?.subject !== probeName)
        throw new Error('tokens.verify does not accept a token that tokens.issue has just made')
    },
  }
}
