import type { CookieJar } from '../http/cookies.js'
import type { ResponseWriter } from '../http/dialect-responses.js'
import type { UserCodeReading } from '../machine/user-code.js'
import type { Clock, FaultReporter } from '../ports/runtime.js'
import type { InternalService } from '../service/internal-service.js'
import type { Dialect } from '../wire/dialect.js'
import type { PageSetup } from './brand/page-setup.js'
import type { PageLook } from './page/look.js'
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
  readonly page: PageSetup
  /** Reports a failure that the page answers with a response of its own. */
  readonly report: FaultReporter
  /** Writes a problem with the JSON of the verification interface, which speaks one language in every dialect. */
  readonly refuse: ResponseWriter
}

/** What a step of the page needs to answer one request, in the language of its person. */
export interface PageDeps extends VerificationDeps {
  readonly look: PageLook
  /** The language that the query wants. The links and forms of the page keep it. */
  readonly uiLocale?: string
}
