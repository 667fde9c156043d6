import type { CookieJar } from '../http/cookies.js'
import type { UserCodeReading } from '../machine/user-code.js'
import type { Clock, FaultReporter } from '../ports/runtime.js'
import type { InternalService } from '../service/internal-service.js'
import type { Dialect } from '../wire/dialect.js'
import type { PageSessions } from './session.js'

/** The dependencies of the verification interface and its page. */
export interface VerificationDeps {
  readonly service: InternalService
  readonly dialect: Dialect
  /** How this page reads user codes: in the format of its dialect, and from the links of all dialects. */
  readonly reading: UserCodeReading
  readonly sessions: PageSessions
  /** Keeps in a browser which accounts have signed in there. */
  readonly knownBrowsers: CookieJar
  readonly clock: Clock
  /** The public origin. Every browser request must come from it. */
  readonly origin: string
  /** The public path prefix of everything that is served, without a slash at the end; empty at the root. */
  readonly basePath: string
  readonly page: PageOptions
  /** Reports a failure that the page answers with a response of its own. */
  readonly report: FaultReporter
}

/** How the built-in page presents the host. */
export interface PageOptions {
  /** The name by which people know the host. */
  readonly serviceName: string
  /** What each scope value lets a device do, in words for the person: `{ read: 'Read your documents' }`. */
  readonly scopeDescriptions: Readonly<Record<string, string>>
}
