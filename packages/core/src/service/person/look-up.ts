import type { LinkProof } from '../../machine/names.js'
import { readUserCode, type UserCodeReading } from '../../machine/user-code.js'
import { linkProofIn } from '../../machine/user-codes/user-code-link.js'
import type { Versioned } from '../../ports/authorization-store.js'
import type { Client } from '../../ports/client-registry.js'
import type { AuthorizationView, LookUpRequest, Refusal, Viewer } from '../../protocol/interaction.js'
import type { Call } from '../call/call.js'
import type { ServiceContext } from '../call/context.js'
import { unlimited } from '../call/limiting.js'
import { refundOnFault } from '../limits/refund-on-fault.js'
import { reserveGuess } from '../limits/user-code-limits.js'
import { refuseSignIn } from './assurance.js'
import { findLinked, openPending, whyUnusable } from './find-code.js'
import { locationOf } from './location-of.js'
import { choicesOf } from './organization-choice.js'
import { refusal, tooManyGuesses } from './refusal.js'
import { giveTicket } from './tickets.js'
import { viewerAccount } from './viewer-account.js'

/**
 * Shows a signed-in person the request behind a user code (RFC 8628 §3.3), and gives the session a ticket for the
 * decision. It counts the account among those that have opened the code. `reading` belongs to the dialect of the page.
 */
export async function lookUp(
  context: ServiceContext,
  request: LookUpRequest,
  reading: UserCodeReading,
  viewer: Viewer,
  call: Call,
): Promise<AuthorizationView | Refusal> {
  const account = await viewerAccount(context, viewer, call)
  if (account === undefined) return refusal('accountDisabled')
  const userCode = readUserCode(request.userCode, reading)
  const link = userCode && (await findLinked(context, userCode, proofIn(request), viewer.subject, call))
  const linked = link !== undefined
  if (!linked && request.mayGuess === false && !isChallengePassed(context, viewer, call)) return refusal('notLinked')
  const guess = linked ? unlimited : await reserveGuess(context, viewer, call)
  if (!guess.granted) return tooManyGuesses(guess, context.clock)
  const found =
    userCode && (await refundOnFault(guess, () => openPending(context, userCode, link, viewer.subject, call)))
  if (userCode === undefined || found === undefined) {
    context.emit({ type: 'userCodeFailed', subject: viewer.subject, linked }, call)
    return refusal(whyUnusable(context, link))
  }
  const { authorization, client, opened } = found
  const { clientId, scope, resources, grantId, expiresAt, bindingMessage } = authorization
  // The person need not wait for it. If it is lost, one guess more counts.
  guess.refund().catch((fault: unknown) => context.report(fault, 'giving back the guess of a right user code'))
  if (opened !== 'counted') return refusal(opened === 'shared' ? 'codeShared' : gone(link))
  const refused = await refuseSignIn(context, authorization, viewer, request, call)
  if (refused !== undefined) return refused
  const [organizations, location] = await Promise.all([
    choicesOf(context, authorization, viewer, call),
    locationOf(context, authorization.requester.ip, call),
  ])
  context.emit({ type: 'authorizationViewed', clientId, subject: viewer.subject, grantId }, call)
  return {
    kind: 'authorizationView',
    userCode,
    client: shownClient(client),
    username: account.username,
    scope,
    resources,
    requestedAt: authorization.issuedAt,
    expiresAt,
    requester: authorization.requester,
    ...(bindingMessage !== undefined && { bindingMessage }),
    ...(location && { location }),
    ...(organizations && { organizations }),
    ticket: giveTicket(context, viewer, authorization.userCode, expiresAt),
  }
}

// Somebody has decided since the record was read. Only who has the link learns it.
function gone(link: Versioned | undefined): 'codeUsed' | 'invalidUserCode' {
  return link === undefined ? 'invalidUserCode' : 'codeUsed'
}

// Any program can take the name of a client that is not verified, and its logo would make the name more credible.
function shownClient({ clientId, name, verified = false, logoUri }: Client): AuthorizationView['client'] {
  return { clientId, name, verified, ...(verified && logoUri !== undefined && { logoUri }) }
}

// The page of a challenge is often on another site, and leads back to ours.
function isChallengePassed({ challenges }: ServiceContext, { sessionId }: Viewer, call: Call): boolean {
  return challenges.isProven(call, { surface: 'userCode', sessionId })
}

// An input that is too long for a code is not searched for a proof either: there is no code then.
function proofIn({ userCode, proof }: LookUpRequest): LinkProof | undefined {
  return proof ?? linkProofIn(userCode)
}
