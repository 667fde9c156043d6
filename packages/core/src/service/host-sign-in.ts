import type { Subject } from '../machine/names.js'
import type { NotSignedIn } from '../ports/host-sessions.js'
import type { HttpRequest } from '../ports/http-request.js'
import type { Call } from './call/call.js'
import type { ServiceContext } from './call/context.js'
import { identifyByHostSession, type SessionCaller } from './person/identify.js'

/** The host's own sign-in, as the rooms `http` and `verification` use it. */
export interface HostSignIn {
  /** Returns the person of the host's session of a request. */
  identify(request: HttpRequest, call: Call): Promise<SessionCaller>
  /** Returns the URL of the host's sign-in. It may be relative to the base URL. */
  signInUrl(returnTo: string, who: NotSignedIn): string
  /** Ends every session of an account at the host. Absent if the host cannot. */
  endSessions?(subject: string, request: HttpRequest, call: Call): Promise<void>
}

/** Returns the host's own sign-in, if it has one. */
export function hostSignInOf(context: ServiceContext): { readonly hostSignIn?: HostSignIn } {
  const { hostSessions } = context
  if (hostSessions === undefined) return {}
  const { endAll } = hostSessions
  return {
    hostSignIn: {
      identify: (request, call) => identifyByHostSession(context, hostSessions, request, call),
      signInUrl: hostSessions.signInUrl,
      ...(endAll && {
        endSessions: (subject: Subject, request: HttpRequest, call: Call) => endAll(call, subject, request),
      }),
    },
  }
}
