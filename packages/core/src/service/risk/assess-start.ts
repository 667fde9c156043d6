import { combineRisk, type StartRisk } from '../../machine/risk/assessment.js'
import type { Client } from '../../ports/client-registry.js'
import { constantProblem, type Problem } from '../../protocol/problem.js'
import type { Call } from '../call/call.js'
import type { ServiceContext } from '../call/context.js'
import { emitRisk } from './emit-risk.js'
import { locationOf } from './location-of.js'
import { type StartAsked, startFacts } from './risk-facts.js'

/** What the risk policy leaves of a start. */
export interface AllowedStart {
  readonly scope: readonly string[]
  readonly startRisk?: StartRisk
}

const denied = constantProblem('accessDenied', 'A policy of this server refuses the request.')

/** Asks the risk policy about a device that wants codes. If the policy fails, the device gets none. */
export async function assessStart(
  context: ServiceContext,
  asked: StartAsked,
  client: Client,
  call: Call,
): Promise<AllowedStart | Problem> {
  const onStart = context.riskPolicy?.onStart
  const { scope } = asked
  if (onStart === undefined) return { scope }
  const location = await locationOf(context, asked.requester.ip, call)
  const { verdict, reasons, offered, lifetimes } = combineRisk(scope, [
    await onStart(call, startFacts(asked, client, location)),
  ])
  emitRisk(context, { moment: 'start', verdict, reasons, clientId: client.clientId }, call)
  if (verdict === 'deny') return denied
  const isPlain = verdict === 'allow' && lifetimes === undefined
  return {
    scope: offered,
    ...(!isPlain && {
      startRisk: { verdict, ...(reasons.length > 0 && { reasons }), ...(lifetimes && { lifetimes }) },
    }),
  }
}
