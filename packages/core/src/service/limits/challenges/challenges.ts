import { addressPrefix } from '../../../machine/addresses/address-prefix.js'
import type { AskedChallenge, ChallengeSurface } from '../../../ports/hooks/challenge.js'
import type { FaultReporter, Runtime } from '../../../ports/runtime.js'
import type { Call } from '../../call/call.js'
import { PortFault } from '../../call/faults.js'
import type { Challenges, Limiter } from '../../call/limiting.js'
import type { Visit } from '../../call/visit.js'
import type { GuardedChallenge } from '../../guards/challenge.js'
import { rateLane } from '../lanes.js'
import {
  type ChallengeHolder,
  giveState,
  proofMemory,
  proveState,
  readProof,
  withParameter,
} from './challenge-proofs.js'

/** What challenges need of the service. */
export interface ChallengeDeps extends Pick<Runtime, 'clock' | 'digester' | 'random'> {
  readonly hook: GuardedChallenge | undefined
  /** The origin of our URLs. */
  readonly origin: string
  readonly limiter: Limiter
  readonly report: FaultReporter
}

// A proof is good for one passage, also in another process.
const once = { burst: 1, every: proofMemory }

/** Creates the challenges of a service. Without a hook, nothing passes. */
export function createChallenges(deps: ChallengeDeps): Challenges {
  const { hook, origin, limiter, report } = deps

  async function useProof(call: Call, { proof }: Visit, holder: ChallengeHolder): Promise<boolean> {
    const id = proof === undefined ? undefined : readProof(deps, holder, proof)
    if (id === undefined) return false
    const used = await limiter.reserve(call, 'challenge', [rateLane('proof', id, once)])
    return used.granted
  }

  async function judge(guarded: GuardedChallenge, call: Call, asked: AskedChallenge, visit: Visit) {
    try {
      return await guarded(call, asked, visit.request)
    } catch (fault) {
      if (!(fault instanceof PortFault)) throw fault
      report(fault, 'asking whether a request may pass a limit: it was refused')
      return 'refuse'
    }
  }

  return {
    areOn: hook !== undefined,
    async ask(call, { sessionId = call.visit?.sessionId, ...refused }) {
      const { visit } = call
      if (hook === undefined || visit === undefined) return 'refuse'
      const holder = holderOf(call, refused.surface, sessionId)
      const { prefix } = holder
      if (await useProof(call, visit, holder)) return 'pass'
      const verdict = await judge(hook, call, { ...refused, ...(prefix !== undefined && { prefix }) }, visit)
      if (typeof verdict === 'string') return verdict
      return { location: withParameter(verdict.location, 'state', giveState(deps, holder, visit.returnTo)) }
    },
    isProven(call, { surface, sessionId }) {
      const proof = call.visit?.proof
      return proof !== undefined && readProof(deps, holderOf(call, surface, sessionId), proof) !== undefined
    },
    pass(state) {
      const path = typeof state === 'string' ? proveState(deps, state) : undefined
      return path === undefined ? undefined : origin + path
    },
  }
}

function holderOf({ requester }: Call, surface: ChallengeSurface, sessionId: string | undefined): ChallengeHolder {
  return { surface, prefix: addressPrefix(requester.ip ?? ''), sessionId }
}
