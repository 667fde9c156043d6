import type { HttpRequest } from '../../ports/http-request.js'
import type { Refusal, Viewer } from '../../protocol/interaction.js'
import type { Call } from '../../service/call/call.js'
import type { VerificationDeps } from '../deps.js'

/**
 * What happened to sessions after everything was unlinked. `ended`: no session of the account is valid. `kept`:
 * sessions of the host continue, and approve nothing until the person signs in again. `failed`: like `kept`, because
 * the host's `endAll` failed.
 */
export type SessionsAfter = 'ended' | 'kept' | 'failed'

/** Whether the host has sessions of its own that unlinking everything does not end. */
export function keepsSessions({ service: { hostSignIn } }: VerificationDeps): boolean {
  return hostSignIn !== undefined && hostSignIn.endSessions === undefined
}

/** Unlinks every device of the viewer, then asks the host to end its own sessions of the account. */
export async function unlinkAndSignOut(
  deps: VerificationDeps,
  viewer: Viewer,
  request: HttpRequest,
  call: Call,
): Promise<SessionsAfter | Refusal> {
  const made = await deps.service.unlinkEverything(viewer, call)
  if (made !== 'unlinked') return made
  const { service, report } = deps
  if (service.hostSignIn === undefined) return 'ended'
  if (service.hostSignIn.endSessions === undefined) return 'kept'
  try {
    await service.hostSignIn.endSessions(viewer.subject, request, call)
    return 'ended'
  } catch (fault) {
    // The devices are already unlinked, so a failure of the host's sessions must not fail the request.
    report(fault, 'hostSessions.endAll')
    return 'failed'
  }
}
