import type { ClientId, Subject } from '../../machine/names.js'
import type { Instant } from '../../machine/time.js'
import { isRevoked } from '../../machine/token-family.js'
import type { Account } from '../../ports/account-directory.js'
import type { Viewer } from '../../protocol/interaction.js'
import type { Call } from '../call/call.js'
import type { ServiceContext } from '../call/context.js'

/** An account or a client. All grants of it can be revoked at once. */
export type GrantHolder = { readonly subject: Subject } | { readonly clientId: ClientId }

/** What decides whether a grant is active: its account, its client, and the moment when it was given. */
export interface GrantBasis {
  readonly subject: Subject
  readonly clientId: ClientId
  readonly grantedAt: Instant
}

/**
 * Returns the key of a holder's revocation mark in the store. Identifiers are any text of the host, so JSON separates
 * them.
 */
export function revocationName(holder: GrantHolder): string {
  return JSON.stringify('subject' in holder ? ['subject', holder.subject] : ['client', holder.clientId])
}

/**
 * Returns the account of a grant if the grant is active: the account exists and is not disabled, and the grants of the
 * account and of the client were not revoked since this grant.
 */
export async function activeAccount(
  context: ServiceContext,
  basis: GrantBasis,
  call: Call,
): Promise<Account | undefined> {
  const [account, revoked] = await Promise.all([
    context.accounts.findAccount(call, basis.subject),
    isRevokedInStore(context, basis, call),
  ])
  if (account === undefined || account.disabled === true || revoked) return undefined
  return isRevoked(basis, account.signedOutAt) ? undefined : account
}

/** Returns whether a client exists and is not disabled. */
export async function isClientActive({ clients }: ServiceContext, clientId: ClientId, call: Call): Promise<boolean> {
  const client = await clients.findClient(call, clientId)
  return client !== undefined && client.disabled !== true
}

/**
 * Returns whether a session of the built-in page or of the host is valid: its account was not signed out everywhere
 * since.
 */
export async function isSignedIn(
  context: ServiceContext,
  { subject, authenticatedAt }: Pick<Viewer, 'subject' | 'authenticatedAt'>,
  call: Call,
): Promise<boolean> {
  const [account, revokedBefore] = await Promise.all([
    context.accounts.findAccount(call, subject),
    context.families?.findRevokedBefore(call, revocationName({ subject })),
  ])
  const grantedAt = authenticatedAt
  return ![account?.signedOutAt, revokedBefore].some((at) => isRevoked({ grantedAt }, at))
}

/** Returns whether the store has a revocation mark that is as late as the grant or later. */
async function isRevokedInStore(
  { families }: ServiceContext,
  { subject, clientId, grantedAt }: GrantBasis,
  call: Call,
): Promise<boolean> {
  if (families === undefined) return false
  const revocations = await Promise.all(
    [{ subject }, { clientId }].map((holder) => families.findRevokedBefore(call, revocationName(holder))),
  )
  return revocations.some((revokedBefore) => isRevoked({ grantedAt }, revokedBefore))
}
