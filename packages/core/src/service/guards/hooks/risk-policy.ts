import type { RiskAssessment } from '../../../machine/risk/assessment.js'
import type { MaybePromise } from '../../../ports/found.js'
import type { DecideFacts, RiskPolicy, StartFacts, ViewFacts } from '../../../ports/hooks/risk-policy.js'
import type { PortName } from '../../../ports/telemetry/words.js'
import type { Call } from '../../call/call.js'
import { RecordFault } from '../../call/faults.js'
import { readRiskAssessment } from '../../records/risk-record.js'
import { callPort } from '../guarded.js'

/** The policy as the service calls it: the functions that the host's has. They reject only with a `PortFault`. */
export interface GuardedRiskPolicy {
  readonly onStart?: (call: Call, facts: StartFacts) => Promise<RiskAssessment>
  readonly onView?: (call: Call, facts: ViewFacts) => Promise<RiskAssessment>
  readonly onDecide?: (call: Call, facts: DecideFacts) => Promise<RiskAssessment>
}

/** Returns the same policy behind its guard. Each function gets facts of its own: it may change them. */
export function guardRiskPolicy(policy: RiskPolicy): GuardedRiskPolicy {
  return {
    ...(policy.onStart && {
      onStart: (call: Call, facts: StartFacts) => assess(call, 'riskPolicy.onStart', () => policy.onStart?.(facts)),
    }),
    ...(policy.onView && {
      onView: (call: Call, facts: ViewFacts) => assess(call, 'riskPolicy.onView', () => policy.onView?.(facts)),
    }),
    ...(policy.onDecide && {
      onDecide: (call: Call, facts: DecideFacts) => assess(call, 'riskPolicy.onDecide', () => policy.onDecide?.(facts)),
    }),
  }
}

// A function that returns nothing has most likely forgotten a verdict, so it does not count as `allow`.
async function assess(
  call: Call,
  operation: PortName,
  run: () => MaybePromise<RiskAssessment | undefined>,
): Promise<RiskAssessment> {
  const record = () => 'its assessment'
  const assessment = readRiskAssessment(await callPort(call, operation, run), { operation, record })
  if (assessment === undefined) throw new RecordFault(operation, record(), ['it must be an object'])
  return assessment
}
