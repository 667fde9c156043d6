import { authenticationOf } from '../../machine/authentication.js'
import type { DeviceAuthorization } from '../../machine/authorization.js'
import { type Decision, decide as judge } from '../../machine/decision.js'
import type { UserCodeDigest } from '../../machine/names.js'
import type { Instant } from '../../machine/time.js'
import { readUserCode, type UserCodeReading } from '../../machine/user-code.js'
import type { Versioned } from '../../ports/authorization-store.js'
import type { Client } from '../../ports/client-registry.js'
import type { DecisionMade, DecisionRequest, Refusal, Viewer } from '../../protocol/interaction.js'
import type { Call } from '../call/call.js'
import type { ServiceContext } from '../call/context.js'
import { writeUnlessLost } from '../call/write-once.js'
import { numberOf } from '../device/checks/verification-number.js'
import { digestUserCode } from '../device/codes.js'
import { askAssurance, staleSignIn, stepUpRequired } from './assurance.js'
import { activeClient } from './find-code.js'
import { organizationMeant } from './organization-choice.js'
import { reportPhishing } from './phishing/report-phishing.js'
import { sendApprovalNotice } from './phishing/send-approval-notice.js'
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
  const person = { ...viewer, checkedAt, username: account.username }
  for (let round = 0; round < roundsFor(context); round++) {
    const settled = await attempt(context, digest, ticket, request, person, call)
    if (settled !== 'raced') return settled
  }
  throw new Error(
    'the store refused every attempt to write a decision: `stores.authorizations.replace` breaks its laws',
  )
}

interface Person extends Viewer {
  readonly checkedAt: Instant
  readonly username: string
}

type Decided = DeviceAuthorization & { readonly status: 'approved' | 'denied' }

async function attempt(
  context: ServiceContext,
  userCode: UserCodeDigest,
  ticket: Ticket,
  request: DecisionRequest,
  viewer: Person,
  call: Call,
): Promise<Settled> {
  if (context.clock.now() >= ticket.expiresAt) return refusal('invalidUserCode')
  const seen = await context.store.find(call, userCode)
  if (seen === undefined) return refusal('invalidUserCode')
  const isApproval = request.choice === 'approve'
  const client = isApproval ? await activeClient(context, seen.authorization, call) : undefined
  if (isApproval && client === undefined) return refusal('invalidUserCode')
  const { scope } = request
  const { subject, checkedAt } = viewer
  const organization = await organizationMeant(context, seen.authorization, viewer, request, call)
  if (organization === 'notTheirs') return refusal('invalidOrganization')
  const chosen = { ...(scope && { scope }), ...organization }
  const choice: 'approve' | 'deny' = isApproval ? 'approve' : 'deny'
  const decision = { choice, subject, ...authenticationOf(viewer), checkedAt, ticket: ticket.id, ...chosen }
  return carryOut({ context, seen, client, decision, request, viewer, call })
}

/** One try to store a decision, with everything that the functions below need. */
interface Deciding {
  readonly context: ServiceContext
  readonly seen: Versioned
  /** The client of an approval. */
  readonly client: Client | undefined
  readonly decision: Decision
  readonly request: DecisionRequest
  readonly viewer: Person
  readonly call: Call
  /** Whether the account cannot have the sign-in that the device demands. The decision is to deny then. */
  readonly isUnmet?: true
}

type Settled = DecisionMade | Refusal | 'raced'

async function carryOut(deciding: Deciding): Promise<Settled> {
  const { context, seen, client, decision, request, viewer, call } = deciding
  // The time is read after the record. So if a poll in between was answered with `expired_token`, the decision either
  // sees the expiry or its write fails.
  const verdict = judge(seen.authorization, decision, context.policy, context.clock.now())
  switch (verdict.verdict) {
    case 'decided':
      if (!(await store(context, seen, verdict.next, call))) return 'raced'
      emitDecision(deciding, verdict.next)
      if (request.choice === 'report') report(context, verdict.next, viewer, call)
      await tellPerson(context, verdict.next, client, viewer, call)
      return deciding.isUnmet ? refusal('assuranceUnmet') : made(context, verdict.next.status, verdict.next)
    case 'repeated':
      return made(context, verdict.status, seen.authorization)
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

function made(
  { digester }: ServiceContext,
  status: DecisionMade['status'],
  authorization: DeviceAuthorization,
): DecisionMade {
  const needsNumber = authorization.status === 'approved' && authorization.needsNumber === true
  return {
    kind: 'decisionMade',
    status,
    ...(needsNumber && { verificationNumber: numberOf(digester, authorization) }),
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

function emitDecision({ context, viewer, call, isUnmet }: Deciding, decided: Decided): void {
  const { clientId, grantId } = decided
  const { subject } = viewer
  const facts = { clientId, subject, grantId }
  if (decided.status === 'approved') {
    const { grantedScope: scope, acr, bindingMessage } = decided
    const more = { ...(acr !== undefined && { acr }), ...(bindingMessage !== undefined && { bindingMessage }) }
    return context.emit({ type: 'authorizationApproved', ...facts, scope, ...more }, call)
  }
  const { acrValues: wanted = [] } = decided
  context.emit(isUnmet ? { type: 'assuranceUnmet', ...facts, wanted } : { type: 'authorizationDenied', ...facts }, call)
}

function report(context: ServiceContext, decided: Decided, { subject }: Viewer, call: Call): void {
  const { clientId, grantId, requester, issuedAt: requestedAt } = decided
  reportPhishing(context, 'request', { clientId, grantId, subject, requester, requestedAt }, call)
}

async function tellPerson(
  context: ServiceContext,
  authorization: Decided,
  client: Client | undefined,
  { username }: Person,
  call: Call,
): Promise<void> {
  if (authorization.status === 'denied' || client === undefined) return
  await sendApprovalNotice(context, { authorization, client, username }, call)
}

// A decision can lose the race more than once only to polls that are too fast. The ceiling of the interval limits how
// often.
function roundsFor({ policy }: ServiceContext): number {
  return Math.ceil(policy.intervalCeiling / policy.intervalGrowth) + 2
}
