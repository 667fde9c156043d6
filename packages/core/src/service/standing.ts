import type { ClientId, Subject } from '../machine/names.js'
import type { Instant } from '../machine/time.js'
import { isCutOff } from '../machine/token-family.js'
import type { Account } from '../ports/account-directory.js'
import type { Viewer } from '../protocol/interaction.js'
import type { ServiceContext } from './context.js'

/** Whoever can be cut off from everything that was granted so far. */
export type Holder = { readonly subject: Subject } | { readonly clientId: ClientId }

/** What a grant stands on: its account, its client, and that neither was cut off since. */
export interface Standing {
  readonly subject: Subject
  readonly clientId: ClientId
  readonly grantedAt: Instant
}

/** The name beside which a store keeps a holder's cut-off. Identifiers are the host's own text, so JSON keeps them apart. */
export function cutOffName(holder: Holder): string {
  return JSON.stringify('subject' in holder ? ['subject', holder.subject] : ['client', holder.clientId])
}

/**
 * The account that a grant was given by, if the grant still stands: the account is there and not disabled, and since the
 * grant neither it nor the client was cut off.
 */
export async function standingAccount(context: ServiceContext, standing: Standing): Promise<Account | undefined> {
  const [account, cutOff] = await Promise.all([
    context.accounts.findAccount(standing.subject),
    isCutOffInStore(context, standing),
  ])
  if (account === undefined || account.disabled === true || cutOff) return undefined
  return isCutOff(standing, account.signedOutAt) ? undefined : account
}

/** Whether a client is there and not disabled. */
export async function isClientActive({ clients }: ServiceContext, clientId: ClientId): Promise<boolean> {
  const client = await clients.findClient(clientId)
  return client !== undefined && client.disabled !== true
}

/** Whether a session of the built-in page or of the host still counts: its account was not signed out everywhere since. */
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

/** Whether the store knows of a cut-off since a grant was given. */
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
