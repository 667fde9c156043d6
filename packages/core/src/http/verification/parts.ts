import type { Requester } from '../../machine/authorization.js'
import type { UserCodeReading } from '../../machine/user-code.js'
import type { FaultReporter } from '../../ports/ambient.js'
import type { DeviceGrantService } from '../../service/create-service.js'
import type { Dialect } from '../../wire/dialect.js'
import type { HttpRequest } from '../message.js'
import type { PageSessions } from './session.js'
import type { ViewerParts } from './viewer.js'

/** What the verification interface and its page are made of. */
export interface VerificationParts extends ViewerParts {
  readonly service: DeviceGrantService
  readonly dialect: Dialect
  /** How user codes are read on this page: in the format of its dialect, and out of the links of all dialects. */
  readonly reading: UserCodeReading
  readonly sessions: PageSessions
  /** The public origin, which every browser request must come from. */
  readonly origin: string
  /** The public path below which everything is served, without a slash at the end; empty at the root. */
  readonly basePath: string
  readonly requesterOf: (request: HttpRequest) => Requester
  readonly page: PageOptions
  /** Reports a failure that is answered with a page of its own. */
  readonly report: FaultReporter
  /** What of these asks the outside, for one request: all that it asks shares the time that it may wait. */
  readonly askingForOneRequest: () => AskingParts
}

/** What of the verification interface asks the outside. */
export type AskingParts = Pick<VerificationParts, 'service' | 'tokens' | 'hostSessions'>

/** The same parts, for one request. */
export function partsForOneRequest(parts: VerificationParts): VerificationParts {
  return { ...parts, ...parts.askingForOneRequest() }
}

/** How the built-in page speaks of the host. */
export interface PageOptions {
  /** The host's name, as its people know it. */
  readonly serviceName: string
  /** What a scope value lets a device do, in words for the person: `{ read: 'Read your documents' }`. */
  readonly scopeDescriptions: Readonly<Record<string, string>>
}
