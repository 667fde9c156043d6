import type { GrantId, Subject } from '../machine/names.js'
import type { Instant } from '../machine/time.js'
import type { LiveFamily, TokenFamily } from '../machine/token-family.js'

/** A family and the revision it was read at. */
export interface VersionedFamily {
  readonly family: TokenFamily
  /** Grows by exactly one whenever `replace` changes the record, and changes at no other time. */
  readonly revision: number
}

/**
 * Where the records of grants live: one for each grant, and one moment for each account or client that was cut off. Like
 * the store of authorizations it never judges. A failure rejects and never looks like absence; what is returned is a
 * copy; a record is kept at least until its `forgetAt`. The laws are `familyStoreCases` of `@devicegrant/core/testing`.
 */
export interface TokenFamilyStore {
  /** Adds a new record, unless there is one of that grant that has not been forgotten. */
  create(family: LiveFamily): Promise<'created' | 'taken'>

  /** The record of a grant, or `undefined`. */
  find(grantId: GrantId): Promise<VersionedFamily | undefined>

  /** Every record of an account that has not been forgotten, in any order. */
  findBySubject(subject: Subject): Promise<readonly VersionedFamily[]>

  /**
   * Writes `next` if nobody has replaced the record since `seen` was read; says whether it did. Never creates. `next`
   * has the same grant and the same subject as `seen`.
   */
  replace(seen: VersionedFamily, next: TokenFamily): Promise<boolean>

  /**
   * Cuts off everything that was granted before `at`, and at that moment: keeps `at` beside this name, unless a later
   * moment is there already. Kept at least until the latest `forgetAt` that was given for it.
   */
  cutOff(holder: string, at: Instant, forgetAt: Instant): Promise<void>

  /** The moment that `cutOff` keeps beside this name, or `undefined`. */
  findCutOff(holder: string): Promise<Instant | undefined>
}
