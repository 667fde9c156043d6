import type { SealedAnswer } from '../machine/names.js'
import type { Instant } from '../machine/time.js'
import type { SecurityEvent } from './events.js'

/** What time it is. */
export interface Clock {
  now(): Instant
}

/** A source of unguessable bytes. */
export interface Random {
  /** Fills the whole array from a cryptographic generator. */
  fill(bytes: Uint8Array): void
}

/** What a keyed digest is for. Digests of the same value for two purposes have nothing in common. */
export type DigestPurpose =
  | 'deviceCode'
  | 'userCode'
  | 'grant'
  | 'ticket'
  | 'session'
  | 'csrf'
  | 'refreshToken'
  | 'refreshProof'
  | 'refreshWrapper'
  | 'assertion'

/** Keyed digests, made with a key that the stores never see. */
export interface Digester {
  /** HMAC-SHA-256 of the value for that purpose: 43 base64url characters. */
  digest(purpose: DigestPurpose, value: string): string
}

/** Authenticated encryption under a key derived from a secret that nobody keeps. */
export interface Sealer {
  seal(secret: string, text: string): SealedAnswer
  /** The text that was sealed with this secret. Throws when it was not. */
  open(secret: string, sealed: SealedAnswer): string
}

/** Receives every security event once. What it throws or rejects with is reported and changes no answer. */
export type EventSink = (event: SecurityEvent) => void | Promise<void>

/** Receives what went wrong inside, for the host's log. Told to nobody else. */
export type FaultReporter = (fault: unknown, during: string) => void

/** The real world, or a scripted one in tests. */
export interface Ambient {
  readonly clock: Clock
  readonly random: Random
  readonly digester: Digester
  readonly sealer: Sealer
}
