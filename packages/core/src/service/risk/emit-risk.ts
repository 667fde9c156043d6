import type { RiskReason } from '../../machine/risk/assessment.js'
import type { SecurityEvent } from '../../ports/events.js'
import type { Call } from '../call/call.js'
import type { EventInput, ServiceContext } from '../call/context.js'

type RiskEvent = Extract<EventInput<SecurityEvent>, { readonly type: 'riskAssessed' }>

/** Emits what a risk policy said, unless it allowed the request without a reason. Only the codes of reasons are in events. */
export function emitRisk(
  { emit }: ServiceContext,
  { reasons, ...event }: Omit<RiskEvent, 'type' | 'reasons'> & { readonly reasons: readonly RiskReason[] },
  call: Call,
): void {
  if (event.verdict === 'allow' && reasons.length === 0) return
  emit({ type: 'riskAssessed', ...event, reasons: reasons.map(({ code }) => code) }, call)
}
