import { type DeviceAuthorization, hasExpired } from '../../machine/authorization.js'
import type { Decision } from '../../machine/decision.js'
import type { CombinedRisk } from '../../machine/risk/assessment.js'
import type { Client } from '../../ports/client-registry.js'
import type { DecisionMade, DecisionRequest, Viewer } from '../../protocol/interaction.js'
import type { Call } from '../call/call.js'
import type { ServiceContext } from '../call/context.js'
import { assessDecision } from './assess-decision.js'
import { textsOf } from './assess-view.js'
import { isSignInFresh, stepUpAge } from './fresh-sign-in.js'

/** What the risk policy makes of an approval. Without a member, the approval is as the person wants it. */
export interface DecisionRisk {
  /** The approval needs a fresh sign-in, and nothing is decided. */
  readonly needsSignIn?: true
  /** The approval is refused, so the request is denied. */
  readonly refused?: NonNullable<DecisionMade['refused']>
  /** What the approval is limited to. */
  readonly terms?: Pick<Decision, 'offeredScope' | 'lifetimes'>
}

/** Judges the approval of a request that is still pending. */
export type RiskJudge = (authorization: DeviceAuthorization, client: Client) => Promise<DecisionRisk>

/** The decision of a person. */
interface Deciding {
  readonly context: ServiceContext
  readonly request: DecisionRequest
  readonly viewer: Viewer
  readonly call: Call
}

/**
 * Creates the judge of one decision. It asks the risk policy once, however often the decision has to be written: what the
 * policy sees of the record never changes.
 */
export function createRiskJudge({ context, request, viewer, call }: Deciding): RiskJudge {
  let asked: Promise<CombinedRisk | undefined> | undefined
  return async (authorization, client) => {
    const { clock } = context
    // A repeated decision changes nothing, and neither does one on an expired code.
    if (authorization.status !== 'pending' || hasExpired(authorization, clock.now())) return {}
    asked ??= assessDecision(context, { authorization, client, viewer }, request.scope, call)
    const risk = await asked
    if (risk === undefined) return {}
    const { verdict, offered, lifetimes } = risk
    if (verdict === 'deny') return { refused: { texts: textsOf(risk) } }
    if (verdict === 'stepUp' && !isSignInFresh(viewer.authenticatedAt, stepUpAge, clock.now())) {
      return { needsSignIn: true }
    }
    const isNarrowed = offered.length < authorization.scope.length
    return { terms: { ...(isNarrowed && { offeredScope: offered }), ...(lifetimes && { lifetimes }) } }
  }
}
