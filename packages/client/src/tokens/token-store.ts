import type { Instant } from '../time/time.js'

/** Whose tokens a store keeps: one client at one server. */
export interface TokenOwner {
  readonly issuer: string
  readonly clientId: string
}

/** What is kept of a sign-in. All of it is secret. */
export interface StoredTokens extends TokenOwner {
  readonly version: 1
  /** The granted scope, as the server wrote it. */
  readonly scope: string
  readonly tokenType: 'bearer' | 'dpop'
  readonly accessToken: string
  /** When the tokens came, by the clock of this device. */
  readonly receivedAt: Instant
  /** When the access token ends, by the clock of this device. Absent if the server has not said it. */
  readonly expiresAt?: Instant
  readonly refreshToken?: string
  /** The `sub` of the ID token. */
  readonly subject?: string
  /** A name for people, from the ID token. */
  readonly name?: string
  /** The private key of DPoP (RFC 9449) as JWK. It stays the same for as long as the person is signed in. */
  readonly dpopKey?: DpopJwk
}

/** An elliptic curve key pair as JWK (RFC 7517). */
export interface DpopJwk {
  readonly kty: string
  readonly crv: string
  readonly x: string
  readonly y?: string
  readonly d: string
}

/**
 * Keeps the tokens of one owner. Each function rejects with a `DeviceLoginError` whose code is `storage` if the place
 * cannot be used.
 */
export interface TokenStore {
  /** A name of the place for messages, such as `the file /home/ada/.local/share/mycli/…`. */
  readonly place: string
  read(): Promise<StoredTokens | undefined>
  /** Keeps the tokens before it resolves. A reader sees the old tokens or the new ones, never a part. */
  write(tokens: StoredTokens): Promise<void>
  /** Removes the tokens if they are still those that the caller has seen, and says whether it did. */
  remove(seen: StoredTokens): Promise<boolean>
  /**
   * Runs `run` while no other process that uses this place runs its own. If the lock stays taken for too long, it runs
   * without it: the callers are safe without the lock, and only ask the server more often.
   */
  exclusive<Result>(run: () => Promise<Result>, signal?: AbortSignal): Promise<Result>
  /** Resolves if tokens can be kept here. A sign-in calls it before it asks the person for anything. */
  probe(): Promise<void>
}

/** A place that can keep the tokens of many owners. */
export interface TokenPlace {
  /** A short name of the kind of place, such as `file`. It never changes: `firstOf` writes it down. */
  readonly name: string
  /** Whether every program of the same person can read the tokens, because they are in a file that is not encrypted. */
  readonly isPlainFile: boolean
  /** Touches nothing: `probe` and the other functions of the store do. */
  open(owner: TokenOwner, report: (event: StorageEvent) => void): TokenStore
}

/** What a place did by itself. */
export type StorageEvent =
  /** Other users of this computer could read the tokens, and now cannot. */
  | { readonly type: 'tightened'; readonly place: string }
  /** The lock stayed taken, so the work went on without it. */
  | { readonly type: 'lockSkipped'; readonly place: string }
  /** A sign-in chose this place, of several. */
  | { readonly type: 'placeChosen'; readonly place: string }
