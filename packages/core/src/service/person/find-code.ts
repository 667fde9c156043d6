import { isFor } from '../../machine/authentication.js'
import { type DeviceAuthorization, hasExpired } from '../../machine/authorization.js'
import { isShared } from '../../machine/decision.js'
import type { LinkProof, Subject, UserCode } from '../../machine/names.js'
import type { Versioned } from '../../ports/authorization-store.js'
import type { Client } from '../../ports/client-registry.js'
import type { Call } from '../call/call.js'
import type { ServiceContext } from '../call/context.js'
import { digestUserCode, isLinked } from '../device/codes.js'
import { countOpening, type Opened } from './phishing/count-opening.js'

/**
 * Returns the record of a code that came in its own link, in any state. Otherwise nothing is said about the code, nor is it to
 * an account that may not decide it.
 */
export async function findLinked(
  { store, digester }: ServiceContext,
  userCode: UserCode,
  proof: LinkProof | undefined,
  subject: Subject,
  call: Call,
): Promise<Versioned | undefined> {
  if (proof === undefined) return undefined
  const found = await store.find(call, digestUserCode(digester, userCode))
  // Compared also if there is no record, so that the time does not show which codes exist.
  const isOfLink = isLinked(digester, { userCode, grantId: found?.authorization.grantId ?? '' }, proof)
  return isOfLink && found !== undefined && isFor(found.authorization, subject) ? found : undefined
}

/** The record of a code that waits for a decision, and how the account was counted that opens it. */
export interface OpenedCode extends Versioned {
  readonly client: Client
  readonly opened: Opened
}

/** Returns the record of a code that waits for a decision of this account, with its client, and counts the account. */
export async function openPending(
  context: ServiceContext,
  userCode: UserCode,
  link: Versioned | undefined,
  subject: Subject,
  call: Call,
): Promise<OpenedCode | undefined> {
  const found = link ?? (await context.store.find(call, digestUserCode(context.digester, userCode)))
  if (found?.authorization.status !== 'pending') return undefined
  if (!isFor(found.authorization, subject)) return undefined
  if (hasExpired(found.authorization, context.clock.now())) return undefined
  // Side by side, so that a person waits for the stores no longer than before.
  const [client, opened] = await Promise.all([
    activeClient(context, found.authorization, call),
    countOpening(context, found, subject, call),
  ])
  return client && { client, opened, ...found }
}

/**
 * Returns why the code of a link leads to no request. The link has the proof of exactly this code, so the answer is no help
 * for a guess.
 */
export function whyUnusable(
  { clock }: ServiceContext,
  link: Versioned | undefined,
): 'codeUsed' | 'codeShared' | 'codeExpired' | 'invalidUserCode' {
  if (link === undefined) return 'invalidUserCode'
  if (isShared(link.authorization)) return 'codeShared'
  if (link.authorization.status !== 'pending') return 'codeUsed'
  return hasExpired(link.authorization, clock.now()) ? 'codeExpired' : 'invalidUserCode'
}

/** Returns the client of an authorization, unless it is disabled. */
export async function activeClient(
  context: ServiceContext,
  authorization: DeviceAuthorization,
  call: Call,
): Promise<Client | undefined> {
  const client = await context.clients.findClient(call, authorization.clientId)
  return client?.disabled === true ? undefined : client
}
