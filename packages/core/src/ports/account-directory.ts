import type { ClientId, Subject } from '../machine/names.js'
import type { Instant } from '../machine/time.js'
import type { Organizations } from '../protocol/organization.js'
import type { Found, MaybePromise } from './found.js'

/** An account of the host. */
export interface Account {
  /** The stable identifier: the `sub` of its tokens. Must never be given to another account. */
  readonly subject: Subject
  /** The page shows it as the account that an approval links to the device. */
  readonly username: string
  /**
   * Whether the account is disabled or locked. Such an account cannot sign in or approve, a device cannot redeem an
   * approval of it, and no client can refresh its tokens.
   *
   * @defaultValue `false`
   */
  readonly disabled?: boolean
  /**
   * When the account last signed out everywhere or changed its password, in milliseconds since the Unix epoch. Every
   * grant from that moment or before is revoked. `service.revokeGrants` has the same effect without this member.
   *
   * @defaultValue none: no grant is revoked by it
   */
  readonly signedOutAt?: Instant
  /**
   * The stored password hash, as the password hasher returned it.
   *
   * @defaultValue none: the account cannot sign in with a password
   */
  readonly passwordHash?: string
}

/**
 * Claims about a person by their names in OpenID Connect (Core §5.1), such as `name` or `email`. Each value must be a JSON
 * value.
 */
export type PersonClaims = Readonly<Record<string, unknown>>

/** The client that asks for claims about a person, and what it may know. */
export interface ClaimsRequest {
  readonly clientId: ClientId
  /** The granted scope. It contains `openid`. OpenID Connect Core §5.4 says which claims `profile` and `email` are for. */
  readonly scope: readonly string[]
  /** The key of the organization that the person chose for the grant. */
  readonly organization?: string
}

/**
 * Finds the host's accounts.
 *
 * Each method may return its result at once or as a promise. A method that cannot find out, for example because a
 * database is down, must throw or reject. It must not return `undefined` or `null`: both mean that there is no such
 * account.
 *
 * @example
 * ```ts
 * const accounts: AccountDirectory = {
 *   findAccount: (subject) => users.get(subject),
 *   findByUsername: async (username) => [...users.values()].find((user) => user.username === username),
 * }
 * ```
 */
export interface AccountDirectory {
  /**
   * Returns the account of a subject, or nothing if there is none. Called again at every decision and redemption.
   */
  findAccount(subject: Subject): MaybePromise<Found<Account>>
  /** Returns the account of a canonical username, or nothing if there is none. Required for `passwordLogin`. */
  findByUsername?(username: string): MaybePromise<Found<Account>>
  /**
   * Returns the organizations of an account. Dialects with organizations put them into their responses, and the person
   * chooses one while approving.
   *
   * @defaultValue none: no account has an organization
   */
  findOrganizations?(subject: Subject): MaybePromise<Found<Organizations>>
  /**
   * Returns the claims about a person that a client with this scope may know. They are in the response of the UserInfo
   * endpoint and in ID tokens. `sub` is always the subject, and the claims of the protocol, such as `iss` and `exp`,
   * replace claims of the same names.
   *
   * @defaultValue none: there is no UserInfo endpoint, and ID tokens name only the subject
   */
  findClaims?(subject: Subject, request: ClaimsRequest): MaybePromise<Found<PersonClaims>>
  /**
   * Replaces the stored hash by `next` if it is still `seen`, and returns whether it did. `next` is a hash of the same
   * password. Called after a login whose hash was outdated.
   *
   * @defaultValue none: outdated hashes stay
   */
  replacePasswordHash?(subject: Subject, seen: string, next: string): MaybePromise<boolean>
}
