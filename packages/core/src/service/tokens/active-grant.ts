import type { ClientId, Subject } from '../../machine/names.js'
import type { Instant } from '../../machine/time.js'
import { isCutOff } from '../../machine/token-family.js'
import type { Account } from '../../ports/account-directory.js'
import type { Viewer } from '../../protocol/interaction.js'
import type { ServiceContext } from '../call/context.js'

/** An account or a client. All grants of it can be revoked at once. */
export type Holder = { readonly subject: Subject } | { readonly clientId: ClientId }

/** What decides whether a grant is active: its account, its client, and the moment when it was given. */
export interface Standing {
  readonly subject: Subject
  readonly clientId: ClientId
  readonly grantedAt: Instant
}

/**
 * Returns the key of a holder's revocation mark in the store. Identifiers are any text of the host, so JSON separates
 * them.
 */
export function cutOffName(holder: Holder): string {
  return JSON.stringify('subject' in holder ? ['subject', holder.subject] : ['client', holder.clientId])
}

/**
 * Returns the account of a grant if the grant is active: the account exists and is not disabled, and the grants of the
 * account and of the client were not revoked since this grant.
 */
export async function standingAccount(context: ServiceContext, standing: Standing): Promise<Account | undefined> {
  const [account, cutOff] = await Promise.all([
    context.accounts.findAccount(standing.subject),
    isCutOffInStore(context, standing),
  ])
  if (account === undefined || account.disabled === true || cutOff) return undefined
  return isCutOff(standing, account.signedOutAt) ? undefined : account
}

/** Returns whether a client exists and is not disabled. */
export async function isClientActive({ clients }: ServiceContext, clientId: ClientId): Promise<boolean> {
  const client = await clients.findClient(clientId)
  return client !== undefined && client.disabled !== true
}

/**
 * Returns whether a session of the built-in page or of the host is valid: its account was not signed out everywhere
 * since.
 */
export async function isSignedIn(
  context: ServiceContext,
  { subject, authenticatedAt }: Pick<Viewer, 'subject' | 'authenticatedAt'>,
): Promise<boolean> {
  const [account, cutOff] = await Promise.all([
    context.accounts.findAccount(subject),
    context.families?.findCutOff(cutOffName({ subject })),
  ])
  const grantedAt = authenticatedAt
  return ![account?.signedOutAt, cutOff].some((at) => isCutOff({ grantedAt }, at))
}

/** Returns whether the store has a revocation mark that is as late as the grant or later. */
async function isCutOffInStore(
  { families }: ServiceContext,
  { subject, clientId, grantedAt }: Standing,
): Promise<boolean> {
  if (families === undefined) return false
  const cutOffs = await Promise.all(
    [{ subject }, { clientId }].map((holder) => families.findCutOff(cutOffName(holder))),
  )
  return cutOffs.some((cutOff) => isCutOff({ grantedAt }, cutOff))
}
