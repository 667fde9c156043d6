import { type CombinedRisk, combineRisk, type RiskAssessment } from '../../machine/risk/assessment.js'
import { isWithin } from '../../machine/scope.js'
import type { Call } from '../call/call.js'
import type { ServiceContext } from '../call/context.js'
import { isUnjudged, startOf } from './assess-view.js'
import { emitRisk } from './emit-risk.js'
import { locationsOf } from './location-of.js'
import { type Viewed, viewFacts } from './risk-facts.js'

/**
 * Asks the risk policy about an approval. What it says of the start and of the view binds the decision too, so that a program
 * that skips the page gets no more than the page offers. Returns `undefined` if there is no assessment.
 *
 * @throws `PortFault` if the policy fails. Nothing may be decided then.
 */
export async function assessDecision(
  context: ServiceContext,
  viewed: Viewed,
  chosenScope: readonly string[] | undefined,
  call: Call,
): Promise<CombinedRisk | undefined> {
  const { riskPolicy, clock } = context
  if (isUnjudged(context, viewed)) return undefined
  const { authorization, viewer } = viewed
  const locations = await locationsOf(context, authorization.requester.ip, call)
  // Each function gets facts of its own.
  const facts = () => viewFacts(viewed, locations, clock.now(), call)
  const [seen, decided] = await Promise.all([
    riskPolicy?.onView?.(call, facts()),
    riskPolicy?.onDecide?.(call, { ...facts(), ...(chosenScope && { chosenScope: [...chosenScope] }) }),
  ])
  const shown = [...startOf(viewed), ...(seen ? [seen] : [])]
  const { scope } = authorization
  const combined = combineRisk(scope, [...shown, ...(decided ? [decided] : [])], chosenOf(scope, shown, chosenScope))
  const { verdict, reasons } = combined
  const { clientId, grantId } = authorization
  const { proximity } = facts()
  emitRisk(context, { moment: 'decide', verdict, reasons, proximity, clientId, grantId, subject: viewer.subject }, call)
  return combined
}

// What the person chose of what the page shows now. A choice with other values alone is of an outdated page, and one with a
// value that was not requested is wrong. Neither is a reason to deny the request.
function chosenOf(
  scope: readonly string[],
  shown: readonly RiskAssessment[],
  chosen: readonly string[] = scope,
): readonly string[] {
  const { offered } = combineRisk(scope, shown)
  return isWithin(chosen, scope) ? offered.filter((value) => chosen.includes(value)) : []
}
