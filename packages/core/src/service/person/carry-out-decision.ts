import type { DeviceAuthorization } from '../../machine/authorization.js'
import { type Decision, decide as judge } from '../../machine/decision.js'
import type { Instant } from '../../machine/time.js'
import type { Versioned } from '../../ports/authorization-store.js'
import type { Client } from '../../ports/client-registry.js'
import type { DecisionMade, DecisionRequest, Refusal, Viewer } from '../../protocol/interaction.js'
import type { Call } from '../call/call.js'
import type { ServiceContext } from '../call/context.js'
import { writeUnlessLost } from '../call/write-once.js'
import { numberOf } from '../device/checks/verification-number.js'
import { askAssurance, staleSignIn, stepUpRequired } from './assurance.js'
import { earlierGrantAfter } from './phishing/earlier-grant.js'
import { reportPhishing } from './phishing/report-phishing.js'
import { sendApprovalNotice } from './phishing/send-approval-notice.js'
import { refusal } from './refusal.js'

/** The person who decides, and when it was checked that they are signed in. */
export interface DecidingPerson extends Viewer {
  readonly checkedAt: Instant
  readonly username: string
}

/** One try to store a decision, with everything that the functions below need. */
interface Deciding {
  readonly context: ServiceContext
  readonly seen: Versioned
  readonly decision: Decision
  readonly request: DecisionRequest
  readonly viewer: DecidingPerson
  /** The client of the request. Absent if the person does not want to approve. */
  readonly client: Client | undefined
  /** Why the risk policy refuses the approval. The decision is to deny then. */
  readonly refused?: NonNullable<DecisionMade['refused']>
  readonly call: Call
  /** Whether the account cannot have the sign-in that the device demands. The decision is to deny then. */
  readonly isUnmet?: true
}

/** The result of one try. `raced`: another write came first, so the record must be read again. */
export type Settled = DecisionMade | Refusal | 'raced'

type Decided = DeviceAuthorization & { readonly status: 'approved' | 'denied' }

/** Judges a decision by the record that was read, and stores it. */
export async function carryOut(deciding: Deciding): Promise<Settled> {
  const { context, seen, decision, call } = deciding
  // The time is read after the record. So if a poll in between was answered with `expired_token`, the decision either
  // sees the expiry or its write fails.
  const verdict = judge(seen.authorization, decision, context.policy, context.clock.now())
  switch (verdict.verdict) {
    case 'decided':
      if (!(await store(context, seen, verdict.next, call))) return 'raced'
      await tell(deciding, verdict.next)
      if (deciding.isUnmet) return refusal('assuranceUnmet')
      return made(deciding, verdict.next.status, verdict.next)
    case 'repeated':
      return made(deciding, verdict.status, seen.authorization)
    case 'alreadyDecided':
      return { kind: 'refusal', code: 'alreadyDecided', status: verdict.status }
    case 'shared':
      return refusal('codeShared')
    case 'ticketUsed':
      return refusal('invalidTicket')
    case 'scopeTooWide':
      return refusal('invalidScope')
    case 'scopeEmpty':
      return refusal('emptyScope')
    case 'stale':
      return staleSignIn(seen.authorization)
    case 'tooWeak':
      return strengthen(deciding)
    case 'expired':
    case 'foreign':
      return refusal('invalidUserCode')
  }
}

/** Approves with the level that the host says. If the account can reach none, the request is denied. */
async function strengthen(deciding: Deciding): Promise<Settled> {
  const { context, seen, decision, request, viewer, call } = deciding
  const assured = await askAssurance(context, seen.authorization, viewer, request, call)
  if (assured === 'unreachable')
    return carryOut({ ...deciding, decision: { ...decision, choice: 'deny' }, isUnmet: true })
  if ('stepUpUrl' in assured) return stepUpRequired(assured.stepUpUrl)
  const { met: acr, amr = decision.amr } = assured
  return carryOut({ ...deciding, decision: { ...decision, acr, ...(amr && { amr }) } })
}

async function made(
  { context, request, refused, call }: Deciding,
  status: DecisionMade['status'],
  authorization: DeviceAuthorization,
): Promise<DecisionMade> {
  const needsNumber = authorization.status === 'approved' && authorization.needsNumber === true
  const replaced = status === 'denied' ? authorization.replaces?.grantId : undefined
  const earlierGrant = replaced && (await earlierGrantAfter(context, request.choice, replaced, call))
  return {
    kind: 'decisionMade',
    status,
    ...(needsNumber && { verificationNumber: numberOf(context.digester, authorization) }),
    ...(refused && { refused }),
    ...(earlierGrant && { earlierGrant }),
  }
}

// `false` is final here: both requests of a double click have the same ticket, and only one of them emits the event.
function store({ store }: ServiceContext, seen: Versioned, decided: Decided, call: Call): Promise<boolean> {
  return writeUnlessLost({
    write: () => store.replace(call, seen, decided),
    async isStored() {
      const found = await store.find(call, decided.userCode)
      return found?.authorization.status === decided.status && found.authorization.ticket === decided.ticket
    },
  })
}

/** Tells the host and the person about a decision that is stored. */
async function tell(deciding: Deciding, decided: Decided): Promise<void> {
  const { context, request, viewer, client, call } = deciding
  emitDecision(deciding, decided)
  if (request.choice === 'report') {
    const { clientId, grantId, requester, issuedAt: requestedAt } = decided
    reportPhishing(context, 'request', { clientId, grantId, subject: viewer.subject, requester, requestedAt }, call)
  }
  if (decided.status === 'denied' || client === undefined) return
  await sendApprovalNotice(context, { authorization: decided, client, username: viewer.username }, call)
}

function emitDecision({ context, viewer, call, isUnmet }: Deciding, decided: Decided): void {
  const { clientId, grantId } = decided
  const facts = { clientId, subject: viewer.subject, grantId }
  if (decided.status === 'approved') {
    const { grantedScope: scope, acr, bindingMessage } = decided
    const more = { ...(acr !== undefined && { acr }), ...(bindingMessage !== undefined && { bindingMessage }) }
    return context.emit({ type: 'authorizationApproved', ...facts, scope, ...more }, call)
  }
  const { acrValues: wanted = [] } = decided
  context.emit(isUnmet ? { type: 'assuranceUnmet', ...facts, wanted } : { type: 'authorizationDenied', ...facts }, call)
}
