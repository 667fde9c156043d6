import type { HttpRequest } from '../ports/http-request.js'
import type { Viewer } from '../protocol/interaction.js'
import type { Call } from '../service/call/call.js'
import type { SessionCaller } from '../service/person/identify.js'
import type { VerificationDeps } from './deps.js'

/** What is needed to identify the person of a request by its cookies. */
export type ViewerDeps = Pick<VerificationDeps, 'service' | 'sessions'>

/** Returns the person of the page's session or the host's session of a request, or why there is none. */
export async function callerByCookie(
  { service, sessions }: ViewerDeps,
  request: HttpRequest,
  call: Call,
): Promise<SessionCaller> {
  const { hostSignIn } = service
  if (hostSignIn !== undefined) return hostSignIn.identify(request, call)
  return service.identifyBySession(sessions.read(request)?.viewer, call)
}

/** Returns the person of the page's session or the host's session of a request, if there is one. */
export async function viewerByCookie(deps: ViewerDeps, request: HttpRequest, call: Call): Promise<Viewer | undefined> {
  const caller = await callerByCookie(deps, request, call)
  return caller.who === 'person' ? caller.viewer : undefined
}
