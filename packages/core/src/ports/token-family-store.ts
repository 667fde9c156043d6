import type { GrantId, Subject } from '../machine/names.js'
import type { Instant } from '../machine/time.js'
import type { FamilyPosition, LiveFamily, TokenFamily } from '../machine/token-family.js'

/** A family and the revision it was read at. */
export interface VersionedFamily {
  readonly family: TokenFamily
  /** Grows by exactly one whenever `replace` changes the record, and changes at no other time. */
  readonly revision: number
}

/** How many live families an account may have: in all, and with one client. */
export interface FamilyCaps {
  readonly perAccount: number
  readonly perClient: number
  /** The most families that one `create` names as displaced. */
  readonly namedAtOnce: number
}

/** What came of `create`. */
export interface FamilyCreation {
  /** `taken`: there is a record of that grant that has not been forgotten, and it stays as it is. */
  readonly result: 'created' | 'taken'
  /** The live families of the account that are beyond the caps now. They are live until somebody ends them. */
  readonly displaced: readonly GrantId[]
}

/** Which part of a list is wanted. */
export interface FamilyListing {
  /** Only what comes after this place. Absent: from the start. */
  readonly after?: FamilyPosition
  /** The most families to return. */
  readonly limit: number
}

/** A part of the list of an account's live families. */
export interface FamilyPage {
  /** May be fewer than the limit, or none, although there are more. */
  readonly families: readonly VersionedFamily[]
  /** Where the list goes on. Absent: it ends here. */
  readonly next?: FamilyPosition
}

/**
 * Where the records of grants live: one for each grant, and one moment for each account or client that was cut off. Like
 * the store of authorizations it never judges. A failure rejects and never looks like absence; what is returned is a
 * copy; a record is kept at least until its `forgetAt`. The laws are `familyStoreCases` of `@devicegrant/core/testing`.
 */
export interface TokenFamilyStore {
  /**
   * Adds a new record, unless there is one of that grant that has not been forgotten. Also names live families of the
   * account that are beyond the caps, and leaves them as they are: beyond `perAccount` of all, or beyond `perClient` of
   * those with the client of the new family. The new family counts as the one used last and is never named. Of the
   * others the ones used last are kept. Names at most `namedAtOnce`, and never a family that is within the caps; a
   * family that stays beyond them is named again by the next `create` of the account.
   */
  create(family: LiveFamily, caps: FamilyCaps): Promise<FamilyCreation>

  /** The record of a grant, or `undefined`. */
  find(grantId: GrantId): Promise<VersionedFamily | undefined>

  /**
   * The live families of an account, the one used last first; of those used in the same millisecond, the one with the
   * greater `grantId` (by code units) first. Ended families are not in the list. Must not read more records than `limit`
   * asks for.
   */
  listBySubject(subject: Subject, listing: FamilyListing): Promise<FamilyPage>

  /**
   * Writes `next` if nobody has replaced the record since `seen` was read; says whether it did. Never creates. `next`
   * has the same grant, the same subject and the same client as `seen`. An ended family never becomes live again.
   */
  replace(seen: VersionedFamily, next: TokenFamily): Promise<boolean>

  /**
   * Cuts off everything that was granted before `at`, and at that moment: keeps `at` beside this name, unless a later
   * moment is there already. Kept at least until the latest `forgetAt` that was given for it.
   */
  cutOff(holder: string, at: Instant, forgetAt: Instant): Promise<void>

  /** The moment that `cutOff` keeps beside this name, or `undefined`. */
  findCutOff(holder: string): Promise<Instant | undefined>

  /**
   * Whether everything in it is lost when this process ends. With `NODE_ENV=production` a warning at the start says so.
   *
   * @defaultValue `false`
   */
  readonly volatile?: boolean
}
