import type { Subject } from '../machine/names.js'
import type { Instant } from '../machine/time.js'
import type { Organisations } from '../protocol/organisation.js'

/** An account of the host. */
export interface Account {
  readonly subject: Subject
  /** Shown on the page as the account that will be linked. */
  readonly username: string
  /** A disabled or locked account can neither sign in, nor approve, nor have an approval redeemed or a token refreshed. */
  readonly disabled?: boolean
  /**
   * When it was last signed out everywhere, or its password changed: what was granted by then is over. The same can be
   * said at once with `service.endGrants`.
   */
  readonly signedOutAt?: Instant
  /** The finished hash as the password hasher made it. Absent: no password login for this account. */
  readonly passwordHash?: string
}

/** The host's accounts. Each method rejects when it cannot tell, and never answers "none" instead. */
export interface AccountDirectory {
  /** The account of a subject, or `undefined` when it is gone. Asked again at every decision and redemption. */
  findAccount(subject: Subject): Promise<Account | undefined>
  /** The account of a canonical username, or `undefined`. Needed for password login. */
  findByUsername?(username: string): Promise<Account | undefined>
  /**
   * The organisations of an account, for dialects that tell them, and for the person who chooses one while approving.
   * Absent: nobody belongs to any.
   */
  findOrganisations?(subject: Subject): Promise<Organisations>
  /**
   * Writes a fresh hash of the same password if the stored one is still `seen`; says whether it did. Called after a
   * login whose hash had old parameters. Absent: old hashes stay.
   */
  replacePasswordHash?(subject: Subject, seen: string, next: string): Promise<boolean>
}
