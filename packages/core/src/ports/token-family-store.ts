import type { FamilyPosition, LiveFamily, TokenFamily } from '../machine/families/token-family.js'
import type { GrantId, Subject } from '../machine/names.js'
import type { Revocation, RevokedWindow } from '../machine/revocation.js'
import type { Instant } from '../machine/time.js'

/** A family, and the revision at which it was read. */
export interface VersionedFamily {
  readonly family: TokenFamily
  /** Must grow by exactly one when `replace` changes the record, and must not change otherwise. */
  readonly revision: number
}

/** How many live families an account may have. */
export interface FamilyCaps {
  /** With all clients together. */
  readonly perAccount: number
  /** With one client. */
  readonly perClient: number
  /** The most families that one `create` may return in `displaced`. */
  readonly namedAtOnce: number
}

/** The result of `create`. */
export interface FamilyCreation {
  /** `taken`: a record of this grant exists that must still be kept. It is unchanged. */
  readonly result: 'created' | 'taken'
  /**
   * The live families of the account that are now beyond the caps. The store leaves them live; the library ends them.
   */
  readonly displaced: readonly GrantId[]
}

/** Which part of a list to return. */
export interface FamilyListing {
  /**
   * Return only families after this position.
   *
   * @defaultValue the start of the list
   */
  readonly after?: FamilyPosition
  /** The most families to return. */
  readonly limit: number
}

/** A part of the list of an account's live families. */
export interface FamilyPage {
  /** May have fewer members than the limit, or none, even if more follow. */
  readonly families: readonly VersionedFamily[]
  /** The position to continue after. Absent at the end of the list. */
  readonly next?: FamilyPosition
}

/**
 * Keeps one record for each grant, and one revocation mark for each account or client whose grants were all revoked.
 * Like `DeviceAuthorizationStore` it applies no rule of the protocol.
 *
 * A function that fails must reject; it must not resolve as if the record were absent. A store must return copies, and
 * must keep a record at least until its `forgetAt`. Its laws are `familyStoreCases` of `@devicegrant/testing`.
 */
export interface TokenFamilyStore {
  /**
   * Adds a new record, unless a record of this grant exists that must still be kept. Also returns live families of the
   * account that are beyond the caps, without changing them: beyond `perAccount` of all its families, or beyond
   * `perClient` of those with the client of the new family. The families used last are within the caps. The new family
   * counts as the one used last, so it is never in `displaced`. Must return at most `namedAtOnce`, and no family that
   * is within the caps. The next `create` of the account returns the families that are still beyond them.
   *
   * The library calls it again for the same grant after a failure, also from another process. After either result, a live
   * family of this grant must be in the list of its account.
   */
  create(family: LiveFamily, caps: FamilyCaps): Promise<FamilyCreation>

  /** Returns the record of a grant, or `undefined` if there is none. */
  find(grantId: GrantId): Promise<VersionedFamily | undefined>

  /**
   * Returns live families of an account, the one used last first. Of families used in the same millisecond, the one
   * with the greater `grantId` (by code units) comes first. Ended families are not in the list. Must not read more than
   * `limit` records.
   */
  listBySubject(subject: Subject, listing: FamilyListing): Promise<FamilyPage>

  /**
   * Writes `next` if the stored revision is still that of `seen`, and returns whether it did. Must not create a record.
   * `next` has the same grant, the same subject and the same client as `seen`. An ended family never becomes live
   * again.
   */
  replace(seen: VersionedFamily, next: TokenFamily): Promise<boolean>

  /**
   * Revokes every grant of this account or client that was given at `at` or before: stores `at` for this name, unless a
   * later moment is stored. Must keep it at least until the latest `forgetAt` that any call passed for this name. Both
   * are milliseconds since the Unix epoch.
   */
  revokeBefore(holder: string, at: Instant, forgetAt: Instant): Promise<void>

  /**
   * Adds a window to the revocations of this client, beside those that it has: the grants in it are revoked. The same window
   * twice counts once. Must keep it at least until the latest `forgetAt` that any call passed for this name, and must keep the
   * moment of `revokeBefore`. May reject if the name has 100 windows already that must still be kept.
   */
  revokeWindow(holder: string, window: RevokedWindow, forgetAt: Instant): Promise<void>

  /**
   * Returns what `revokeBefore` and `revokeWindow` stored for this name, or `undefined` if there is nothing. Every refresh and
   * every check of a token calls it once, for its client: must read one record.
   */
  findRevocation(holder: string): Promise<Revocation | undefined>

  /** Returns the moment that `revokeBefore` stored for this name, or `undefined` if there is none. */
  findRevokedBefore(holder: string): Promise<Instant | undefined>

  /**
   * Whether the store loses its records when this process ends. If it does, a warning says so at the start, with
   * `NODE_ENV=production`. Its refresh tokens are shorter: nothing in them has to save a wait.
   *
   * @defaultValue `false`
   */
  readonly volatile?: boolean
}
