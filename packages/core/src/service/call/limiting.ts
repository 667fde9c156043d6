import type { LimitRule } from '../../machine/limits/limit.js'
import type { Instant } from '../../machine/time.js'
import type { LimitLane, LimitSurface } from '../../ports/events.js'
import type { AskedChallenge, ChallengeVerdict } from '../../ports/hooks/challenge.js'
import type { Call } from './call.js'

/** What counts the tries: an address, an account, or another thing that the rule limits. */
export interface Lane {
  readonly lane: LimitLane
  /** Which one of its kind it is. Only a keyed digest of it reaches the store. */
  readonly value: string
  readonly rule: LimitRule
}

/** Counts tries before anything is evaluated, so that tries at the same time count as well. */
export interface Limiter {
  /** Takes one try in each of these lanes. If one of them refuses it, the others get theirs back. */
  reserve(call: Call, surface: LimitSurface, lanes: readonly Lane[]): Promise<Reserved | Refused>
  /**
   * Does the same, but waits as long as other tries of this process may still be given back. Each try must end with a call of
   * `refund`, `clear` or `spend`.
   */
  reservePatiently(call: Call, surface: LimitSurface, lanes: readonly Lane[]): Promise<Reserved | Refused>
  /** Does the same as `reservePatiently`, but never waits. Patient requests wait for its tries too. */
  reserveAtOnce(call: Call, surface: LimitSurface, lanes: readonly Lane[]): Promise<Reserved | Refused>
  /** Returns whether this process knows that one of these lanes refuses tries now. It asks no store. */
  isRefusing(surface: LimitSurface, lanes: readonly Lane[]): boolean
  /** Forgets the failures of these lanes, without a try. */
  forget(call: Call, surface: LimitSurface, lanes: readonly Lane[]): Promise<void>
}

/** One try in each lane. */
export interface Reserved {
  readonly granted: true
  /** Returns the number of tries in use, or of failures, in this lane with this one. */
  usedIn(lane: LimitLane): number
  /** Gives the try back. */
  refund(): Promise<void>
  /** Gives the try back, and forgets the failures before it. */
  clear(): Promise<void>
  /** Keeps the try: it has failed. */
  spend(): void
}

/** No try: some lanes have none left. */
export interface Refused {
  readonly granted: false
  /** The moment from which all of these lanes have a try again, if no other try is made before. */
  readonly until: Instant
  /** The lanes that have none. */
  readonly lanes: readonly LimitLane[]
}

/** A request that limits refuse. `sessionId` is the session of the signed-in person. */
export type RefusedRequest = Omit<AskedChallenge, 'prefix'> & { readonly sessionId?: string }

/** Lets requests pass that limits refuse, if the host says so. */
export interface Challenges {
  /** Whether there is a hook. */
  readonly areOn: boolean
  /** Returns whether the request may go on, or the URL of the challenge with its state. */
  ask(call: Call, refused: RefusedRequest): Promise<ChallengeVerdict>
  /** Returns whether the request presents a valid proof of this surface and session. It does not use the proof. */
  isProven(call: Call, holder: Pick<RefusedRequest, 'surface' | 'sessionId'>): boolean
  /** Returns the URL to which a person who has passed a challenge goes back, or `undefined` for a wrong state. */
  pass(state: unknown): string | undefined
}

/** The tries of a requester that no limit counts. */
export const unlimited: Reserved = {
  granted: true,
  usedIn: () => 0,
  refund: async () => {},
  clear: async () => {},
  spend: () => {},
}

/** A limiter that refuses nothing, for hosts that have switched the limits off. */
export const noLimiter: Limiter = {
  reserve: async () => unlimited,
  reservePatiently: async () => unlimited,
  reserveAtOnce: async () => unlimited,
  isRefusing: () => false,
  forget: async () => {},
}
