import type { SealedResponse } from '../machine/names.js'
import type { Instant } from '../machine/time.js'
import type { SecurityEvent } from './events.js'

/** A clock. */
export interface Clock {
  /** Returns the current time, in milliseconds since the Unix epoch. */
  now(): Instant
}

/** A source of random bytes. */
export interface Random {
  /** Fills the whole array with bytes of a cryptographically secure generator. */
  fill(bytes: Uint8Array): void
}

/** The purpose of a keyed digest. The same value has a different digest for each purpose. */
export type DigestPurpose =
  | 'deviceCode'
  | 'userCode'
  | 'userCodeLink'
  | 'grant'
  | 'ticket'
  | 'session'
  | 'csrf'
  | 'refreshToken'
  | 'refreshProof'
  | 'refreshWrapper'
  | 'assertion'
  | 'limit'
  | 'knownBrowser'
  | 'challenge'
  | 'verificationNumber'
  | 'secondFactor'
  | 'proof'
  | 'proofNonce'
  | 'opener'
  | 'notMe'

/** Makes keyed digests, with a key that the stores never see. */
export interface Digester {
  /** Returns the HMAC-SHA-256 of the value for this purpose: 43 base64url characters. */
  digest(purpose: DigestPurpose, value: string): string
}

/**
 * Authenticated encryption. The key depends on a secret that the server does not store: that of the holder of the text.
 * The sealer of devicegrant also keys it with the secret of the server.
 */
export interface Sealer {
  /** Returns the text, encrypted under the secret. */
  seal(secret: string, text: string): SealedResponse
  /**
   * Returns the text that was sealed under this secret.
   *
   * @throws If it was sealed under another secret, or changed since.
   */
  open(secret: string, sealed: SealedResponse): string
}

/**
 * Receives every security event once. If it throws or rejects, the failure is reported and the response stays the same.
 */
export type EventSink = (event: SecurityEvent) => void | Promise<void>

/**
 * Receives every failure, for the host's log. Clients never see its details. `during` says what was being done, such as
 * `POST /token`. The message of a `PortFault` names the function that failed.
 */
export type FaultReporter = (fault: unknown, during: string) => void

/** The runtime: clock, randomness and cryptography. Tests can replace each part. */
export interface Runtime {
  readonly clock: Clock
  readonly random: Random
  readonly digester: Digester
  readonly sealer: Sealer
}
