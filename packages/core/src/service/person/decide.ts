import { authenticationOf } from '../../machine/authentication.js'
import type { UserCodeDigest } from '../../machine/names.js'
import { readUserCode, type UserCodeReading } from '../../machine/user-code.js'
import type { DecisionMade, DecisionRequest, Refusal, Viewer } from '../../protocol/interaction.js'
import type { Call } from '../call/call.js'
import type { ServiceContext } from '../call/context.js'
import { digestUserCode } from '../device/codes.js'
import { stepUpAge } from '../risk/fresh-sign-in.js'
import { createRiskJudge, type RiskJudge } from '../risk/risk-of-decision.js'
import { staleSignIn } from './assurance.js'
import { carryOut, type DecidingPerson, type Settled } from './carry-out-decision.js'
import { activeClient } from './find-code.js'
import { organizationMeant } from './organization-choice.js'
import { refusal } from './refusal.js'
import { readTicket, type Ticket } from './tickets.js'
import { viewerAccount } from './viewer-account.js'

/**
 * Stores the decision of a person. It needs a ticket that this session received for this code, and a ticket decides
 * once. Returns the status that is stored, also if it differs from the choice.
 */
export async function decide(
  context: ServiceContext,
  request: DecisionRequest,
  reading: UserCodeReading,
  viewer: Viewer,
  call: Call,
): Promise<DecisionMade | Refusal> {
  const { subject, checkedAt = context.clock.now() } = viewer
  const account = await viewerAccount(context, viewer, call)
  if (account === undefined) return refusal('accountDisabled')
  const userCode = readUserCode(request.userCode, reading)
  const digest = userCode === undefined ? undefined : digestUserCode(context.digester, userCode)
  const ticket = digest === undefined ? undefined : readTicket(context.digester, request.ticket, viewer, digest)
  if (digest === undefined || ticket === undefined) {
    context.emit({ type: 'ticketRefused', subject }, call)
    return refusal('invalidTicket')
  }
  const person = { username: account.username, ...viewer, checkedAt }
  const asked = { context, userCode: digest, ticket, request, viewer: person, call }
  const judgeRisk = createRiskJudge(asked)
  for (let round = 0; round < roundsFor(context); round++) {
    const settled = await attempt({ judgeRisk, ...asked })
    if (settled !== 'raced') return settled
  }
  throw new Error(
    'the store refused every attempt to write a decision: `stores.authorizations.replace` breaks its laws',
  )
}

/** The decision of a person, with everything that an attempt needs. */
interface Asked {
  readonly context: ServiceContext
  readonly userCode: UserCodeDigest
  readonly ticket: Ticket
  readonly request: DecisionRequest
  readonly viewer: DecidingPerson
  readonly judgeRisk: RiskJudge
  readonly call: Call
}

async function attempt({ context, userCode, ticket, request, viewer, judgeRisk, call }: Asked): Promise<Settled> {
  if (context.clock.now() >= ticket.expiresAt) return refusal('invalidUserCode')
  const seen = await context.store.find(call, userCode)
  if (seen === undefined) return refusal('invalidUserCode')
  const { authorization } = seen
  const isApproval = request.choice === 'approve'
  const client = isApproval ? await activeClient(context, authorization, call) : undefined
  if (isApproval && client === undefined) return refusal('invalidUserCode')
  const organization = await organizationMeant(context, authorization, viewer, request, call)
  if (organization === 'notTheirs') return refusal('invalidOrganization')
  const risk = client === undefined ? {} : await judgeRisk(authorization, client)
  if (risk.needsSignIn === true) return staleSignIn({ maxAge: stepUpAge })
  const { subject, checkedAt } = viewer
  const { scope } = request
  const choice: 'approve' | 'deny' = isApproval && risk.refused === undefined ? 'approve' : 'deny'
  const chosen = { ...(scope && { scope }), ...organization, ...risk.terms }
  const decision = { choice, subject, ...authenticationOf(viewer), checkedAt, ticket: ticket.id, ...chosen }
  const { refused } = risk
  return carryOut({ context, seen, decision, request, viewer, client, call, ...(refused && { refused }) })
}

// A decision can lose the race more than once only to polls that are too fast. The ceiling of the interval limits how
// often.
function roundsFor({ policy }: ServiceContext): number {
  return Math.ceil(policy.intervalCeiling / policy.intervalGrowth) + 2
}
