import type { ClientId, Subject } from '../../machine/names.js'
import type { RiskAssessment } from '../../machine/risk/assessment.js'
import type { Proximity } from '../../machine/risk/proximity.js'
import type { Duration, Instant } from '../../machine/time.js'
import type { AddressLocation } from '../../protocol/address-location.js'
import type { MaybePromise } from '../found.js'

/** Where a party of a request is, as far as it is known. */
export interface RiskOrigin {
  /** The IP address, in its canonical form (RFC 5952 §4). */
  readonly ip?: string
  /** The network of the address: its IPv4 /24 or IPv6 /48, such as `192.0.2.0/24`. */
  readonly network?: string
  /** Where the address is, if the host has `locateAddress` and it knows the address. */
  readonly location?: AddressLocation
}

/** The device that asks for access. It can choose its user agent and its label. */
export interface RiskRequester extends RiskOrigin {
  readonly userAgent?: string
  /** The name that the device gives itself. */
  readonly label?: string
}

/** The signed-in person who looks at a request or decides on it. */
export interface RiskViewer extends RiskOrigin {
  readonly subject: Subject
  /**
   * How long ago the person proved who they are, in milliseconds. `Infinity`: the host gave a time that is more than a minute
   * in the future.
   */
  readonly sessionAge: Duration
  /** Whether the person had signed in from this browser before this sign-in. Absent if it is not known. */
  readonly knownBrowser?: boolean
}

/** The client of a request. */
export interface RiskClient {
  readonly clientId: ClientId
  readonly name: string
  /** Whether the host has checked the name. */
  readonly verified: boolean
  /** Whether every request of this client has to be authenticated. Any program can take the name of another client. */
  readonly authenticated: boolean
}

/** What a risk policy learns when a device asks for codes. No fact is a code, a token or another secret. */
export interface StartFacts {
  readonly client: RiskClient
  /** The name of the dialect of the request. */
  readonly dialect: string
  /** The requested scope values. */
  readonly scope: readonly string[]
  /** The requested resources. */
  readonly resources: readonly string[]
  readonly requester: RiskRequester
}

/** What a risk policy learns when a person looks at a request. `scope` has what the start left of the requested values. */
export interface ViewFacts extends StartFacts {
  readonly viewer: RiskViewer
  /** How near the device and the person are, as far as their addresses and locations show it. */
  readonly proximity: Proximity
  /** When the device asked for codes. */
  readonly requestedAt: Instant
}

/** What a risk policy learns when a person approves a request. */
export interface DecideFacts extends ViewFacts {
  /** The scope values that the person wants to grant. Absent if the person chose none: all that can be granted. */
  readonly chosenScope?: readonly string[]
}

/**
 * Assesses requests, and says what is done with them (RFC 10027 §6.1). It has at least one of these functions. Each may
 * return its result at once or as a promise, and has the timeout of a port.
 *
 * @example
 * ```ts
 * const isOffice = createNetworkMatcher(['192.0.2.0/24', '2001:db8::/32'])
 * const riskPolicy: RiskPolicy = {
 *   onStart: ({ requester }) => ({ verdict: isOffice(requester.ip) ? 'allow' : 'deny' }),
 * }
 * ```
 */
export interface RiskPolicy {
  /**
   * Called before a device gets its codes. `deny`: the device gets none. `warn`, `stepUp` and `lifetimes` hold for the whole
   * request, and `narrowScope` changes what it asks for. If it fails, the device gets no codes and may try again.
   */
  onStart?(facts: StartFacts): MaybePromise<RiskAssessment>
  /**
   * Called when a person looks at a request, and again when they approve it, so that what the page shows also binds the
   * decision. `deny`: the person can only deny. If it fails, the page shows a warning, and no approval is possible until it
   * works again.
   */
  onView?(facts: ViewFacts): MaybePromise<RiskAssessment>
  /**
   * Called when a person approves a request, before the approval is stored. `deny`: the request is denied. If it fails,
   * nothing is decided, and the person may try again. Not called for a denial.
   */
  onDecide?(facts: DecideFacts): MaybePromise<RiskAssessment>
}
