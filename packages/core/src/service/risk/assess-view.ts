import { type CombinedRisk, combineRisk, type RiskAssessment } from '../../machine/risk/assessment.js'
import type { ViewFacts } from '../../ports/hooks/risk-policy.js'
import type { ShownRisk } from '../../protocol/shown-risk.js'
import type { Call } from '../call/call.js'
import type { ServiceContext } from '../call/context.js'
import { emitRisk } from './emit-risk.js'
import { isSignInFresh, stepUpAge } from './fresh-sign-in.js'
import { type Locations, locationsOf } from './location-of.js'
import { type Viewed, viewFacts } from './risk-facts.js'

/** What a person may see and grant of a request. */
export interface AssessedView extends Locations {
  /** The scope values that can be granted. If none can, those that were requested. */
  readonly scope: readonly string[]
  /** Absent if there is no assessment. */
  readonly risk?: ShownRisk
}

/** Locates the two parties of a request, and asks the risk policy what its page shows. */
export async function assessView(context: ServiceContext, viewed: Viewed, call: Call): Promise<AssessedView> {
  const { authorization, viewer } = viewed
  const locations = await locationsOf(context, authorization.requester.ip, call)
  if (isUnjudged(context, viewed)) return { ...locations, scope: authorization.scope }
  const now = context.clock.now()
  const facts = viewFacts(viewed, locations, now, call)
  const seen = await askOnView(context, facts, call)
  const { verdict, reasons, offered } = combineRisk(authorization.scope, [...startOf(viewed), seen ?? unchecked])
  const { proximity } = facts
  const { clientId, grantId } = authorization
  emitRisk(context, { moment: 'view', verdict, reasons, proximity, clientId, grantId, subject: viewer.subject }, call)
  return {
    ...locations,
    // If nothing can be granted, the page shows what was requested.
    scope: verdict === 'deny' ? authorization.scope : offered,
    risk: {
      verdict,
      proximity,
      isChecked: seen !== undefined,
      needsSignIn: verdict === 'stepUp' && !isSignInFresh(viewer.authenticatedAt, stepUpAge, now),
      texts: textsOf({ reasons }),
    },
  }
}

/** Returns whether a request has no assessment, and gets none. What was said of its start holds also without a policy. */
export function isUnjudged({ riskPolicy }: ServiceContext, { authorization }: Pick<Viewed, 'authorization'>): boolean {
  return riskPolicy === undefined && authorization.startRisk === undefined
}

/** Returns what the start of a request left in its record. */
export function startOf({ authorization: { startRisk } }: Pick<Viewed, 'authorization'>): readonly RiskAssessment[] {
  return startRisk === undefined ? [] : [startRisk]
}

/** Returns the reasons that a person may read. */
export function textsOf({ reasons }: Pick<CombinedRisk, 'reasons'>): ShownRisk['texts'] {
  return reasons.flatMap(({ text }) => (text === undefined ? [] : [text]))
}

const unchecked: RiskAssessment = { verdict: 'warn', reasons: [{ code: 'not_assessed' }] }

// A look-up gives nothing away, and without its ticket the person cannot deny. So the page is shown, with a warning, and the
// decision asks the policy again.
async function askOnView(
  { riskPolicy, report }: ServiceContext,
  facts: ViewFacts,
  call: Call,
): Promise<RiskAssessment | undefined> {
  if (riskPolicy?.onView === undefined) return { verdict: 'allow' }
  try {
    return await riskPolicy.onView(call, facts)
  } catch (fault) {
    report(fault, 'asking the risk policy about a request that a person looks at')
    return undefined
  }
}
