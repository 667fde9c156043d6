import { ageOf } from '../../machine/authentication.js'
import { isRevoked } from '../../machine/families/token-family.js'
import type { ClientId, Subject } from '../../machine/names.js'
import { isRevokedBy, type RevocableGrant, type Revocation } from '../../machine/revocation.js'
import type { Instant } from '../../machine/time.js'
import type { Account } from '../../ports/account-directory.js'
import type { Viewer } from '../../protocol/interaction.js'
import type { Call } from '../call/call.js'
import type { ServiceContext } from '../call/context.js'

/** The grants of a client that were given in a time, and to devices in a network. */
export interface GrantWindow {
  /** The first moment, in milliseconds since the Unix epoch. @defaultValue the first grant */
  readonly from?: Instant
  /** The last moment. Must not be in the future. @defaultValue now */
  readonly until?: Instant
  /** An IP address, or a range such as `192.0.2.0/24`. @defaultValue every address */
  readonly network?: string
}

/** An account or a client. All grants of it can be revoked at once, and of a client also those of a window. */
export type GrantHolder = { readonly subject: Subject } | { readonly clientId: ClientId; readonly window?: GrantWindow }

/** What decides whether a grant is active: its account, its client, the moment when it was given, and to which address. */
export interface GrantBasis extends RevocableGrant {
  readonly subject: Subject
  readonly clientId: ClientId
}

/** Returns the store's name of an account's revocation mark. Identifiers are any text of the host, so JSON separates them. */
export function markOfAccount(subject: Subject): string {
  return JSON.stringify(['subject', subject])
}

// Every redemption and every refresh reads the mark of its client. A client has the devices of many accounts, so its mark
// has copies: no key, and no node of a cluster, gets all of these reads. The number is a part of the stored format.
const copies = 64

/** Returns the name of the copy of a client's revocation mark that the grants of this account read. */
export function markOfClient(clientId: ClientId, subject: Subject): string {
  let copy = 0
  for (let at = 0; at < subject.length; at++) copy = (copy * 31 + subject.charCodeAt(at)) % copies
  return copyOfMark(clientId, copy)
}

/** Returns the names of all marks that a revocation of this holder writes. */
export function marksOf(holder: GrantHolder): readonly string[] {
  if ('subject' in holder) return [markOfAccount(holder.subject)]
  return Array.from({ length: copies }, (_, copy) => copyOfMark(holder.clientId, copy))
}

function copyOfMark(clientId: ClientId, copy: number): string {
  return JSON.stringify(['client', clientId, copy])
}

/** The account of a grant, and what is revoked of its account and of its client. */
export interface GrantState {
  readonly account: Account | undefined
  /** The grants of the account are revoked up to this moment. */
  readonly revokedBefore: Instant | undefined
  readonly ofClient: Revocation | undefined
}

/** Reads what decides whether a grant is active. It needs no record of the grant, so it can run beside other calls. */
export async function readGrantState(
  { accounts, families }: ServiceContext,
  { subject, clientId }: Pick<GrantBasis, 'subject' | 'clientId'>,
  call: Call,
): Promise<GrantState> {
  const [account, revokedBefore, ofClient] = await Promise.all([
    accounts.findAccount(call, subject),
    families?.findRevokedBefore(call, markOfAccount(subject)),
    // The windows of a client are in the record that every check reads anyway (docs/decisions/0076).
    families?.findRevocation(call, markOfClient(clientId, subject)),
  ])
  return { account, revokedBefore, ofClient }
}

/**
 * Returns the account of a grant if the grant is active: the account exists and is not disabled, and the grants of the
 * account and of the client were not revoked since this grant.
 */
export function accountIn(
  { account, revokedBefore, ofClient }: GrantState,
  grant: RevocableGrant,
): Account | undefined {
  if (account === undefined || account.disabled === true) return undefined
  if (isRevoked(grant, account.signedOutAt) || isRevoked(grant, revokedBefore)) return undefined
  return isRevokedBy(grant, ofClient) ? undefined : account
}

/** The state of a grant of this account, read before the record of the grant. */
export interface EarlyState extends GrantState {
  readonly subject: Subject
}

/** Returns the account of a grant if the grant is active. Reads its state, unless it was read early for this account. */
export async function activeAccount(
  context: ServiceContext,
  basis: GrantBasis,
  call: Call,
  early?: EarlyState,
): Promise<Account | undefined> {
  const state = early?.subject === basis.subject ? early : await readGrantState(context, basis, call)
  return accountIn(state, basis)
}

/** Returns whether a client exists and is not disabled. */
export async function isClientActive({ clients }: ServiceContext, clientId: ClientId, call: Call): Promise<boolean> {
  const client = await clients.findClient(call, clientId)
  return client !== undefined && client.disabled !== true
}

/**
 * Returns whether a session of the built-in page or of the host is valid: its account was not signed out everywhere
 * since. A session from the future has no known age, so every sign-out ends it.
 */
export async function isSignedIn(
  context: ServiceContext,
  { subject, authenticatedAt, since = authenticatedAt }: Pick<Viewer, 'subject' | 'authenticatedAt' | 'since'>,
  call: Call,
): Promise<boolean> {
  const [account, revokedBefore] = await Promise.all([
    context.accounts.findAccount(call, subject),
    context.families?.findRevokedBefore(call, markOfAccount(subject)),
  ])
  const begun = Math.min(since, authenticatedAt)
  const grantedAt = Number.isFinite(ageOf(begun, context.clock.now())) ? begun : Number.NEGATIVE_INFINITY
  return ![account?.signedOutAt, revokedBefore].some((at) => isRevoked({ grantedAt }, at))
}
