import type { LimitRules } from '../../machine/limits/limit-rules.js'
import type { ClientId } from '../../machine/names.js'
import type { Policy } from '../../machine/policy.js'
import type { SecurityEvent } from '../../ports/events.js'
import type { Runtime } from '../../ports/runtime.js'
import type { TokenFamilyStore } from '../../ports/token-family-store.js'
import type { Guarded } from '../guards/guarded.js'
import type { GuardedPorts } from '../guards/ports.js'
import type { Call } from './call.js'
import type { AbandonedClaims } from './claims.js'
import type { Challenges, Limiter } from './limiting.js'
import type { RecentNames } from './recent-names.js'
import type { SingleFlight } from './single-flight.js'

/** What every service receives. There is one for each device grant: what belongs to one request is in its `Call`. */
export interface ServiceContext extends Runtime, GuardedPorts {
  readonly policy: Policy
  /** The dialects whose responses list the organizations of an account. */
  readonly organizationDialects: readonly string[]
  /** `accept`: an access token that names no grant is active as long as its account and its client are. */
  readonly tokensWithoutGrant: 'accept' | 'refuse'
  readonly limits: LimitRules
  readonly limiter: Limiter
  /** Counts in the memory of this process. */
  readonly secretLimiter: Limiter
  /** Lets requests pass that limits refuse. */
  readonly challenges: Challenges
  /** The client whose tokens are a person's own sign-in. Absent if there is no such sign-in. */
  readonly firstPartyClientId?: ClientId
  /** Emits one security event. It never throws and never waits. */
  readonly emit: (event: EventInput<SecurityEvent>, call: Call) => void
  /** Reports a failure that does not change the response. */
  readonly report: (fault: unknown, during: string) => void
  /** The redemptions and the rotations that this process is working on. */
  readonly redemptions: SingleFlight
  readonly rotations: SingleFlight
  /** The claims of this process that led to no tokens. */
  readonly abandoned: AbandonedClaims
  /** The attempts of this process whose response was delivered. It will never release their claims. */
  readonly delivered: RecentNames
}

/** The context of a service with families. */
export interface FamilyContext extends ServiceContext {
  readonly families: Guarded<TokenFamilyStore>
}

/** Returns whether grants have families, so that they can be refreshed, revoked and listed. */
export function hasFamilies(context: ServiceContext): context is FamilyContext {
  return context.families !== undefined
}

/** An event without the time and the IP address, which are added when it is emitted. */
export type EventInput<Event> = Event extends unknown ? Omit<Event, 'at' | 'ip'> : never
