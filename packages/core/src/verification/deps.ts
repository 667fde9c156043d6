import type { HttpRequest } from '../http/message.js'
import type { Requester } from '../machine/authorization.js'
import type { UserCodeReading } from '../machine/user-code.js'
import type { FaultReporter } from '../ports/runtime.js'
import type { DeviceGrantService } from '../service/create-service.js'
import type { Dialect } from '../wire/dialect.js'
import type { PageSessions } from './session.js'
import type { ViewerDeps } from './viewer.js'

/** The dependencies of the verification interface and its page. */
export interface VerificationDeps extends ViewerDeps {
  readonly service: DeviceGrantService
  readonly dialect: Dialect
  /** How this page reads user codes: in the format of its dialect, and from the links of all dialects. */
  readonly reading: UserCodeReading
  readonly sessions: PageSessions
  /** The public origin. Every browser request must come from it. */
  readonly origin: string
  /** The public path prefix of everything that is served, without a slash at the end; empty at the root. */
  readonly basePath: string
  readonly requesterOf: (request: HttpRequest) => Requester
  readonly page: PageOptions
  /** Reports a failure that the page answers with a response of its own. */
  readonly report: FaultReporter
  /** Returns the parts that call ports, bound to one request, so that their calls share its time budget. */
  readonly askingForOneRequest: () => AskingParts
}

/** The parts of the verification interface that call ports. */
export type AskingParts = Pick<VerificationDeps, 'service' | 'tokens' | 'hostSessions'>

/** Returns the parts for one request. */
export function partsForOneRequest(deps: VerificationDeps): VerificationDeps {
  return { ...deps, ...deps.askingForOneRequest() }
}

/** How the built-in page presents the host. */
export interface PageOptions {
  /** The name by which people know the host. */
  readonly serviceName: string
  /** What each scope value lets a device do, in words for the person: `{ read: 'Read your documents' }`. */
  readonly scopeDescriptions: Readonly<Record<string, string>>
}
