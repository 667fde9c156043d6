import type { Refusal, Viewer } from '../../protocol/interaction.js'
import type { HttpRequest } from '../message.js'
import type { VerificationParts } from './parts.js'

/**
 * What became of sessions when everything was unlinked. `ended`: no session of the account is good any more. `kept`: those
 * of the host go on, and approve nothing until the person signs in again. `failed`: the same, though the host was asked.
 */
export type SessionsAfter = 'ended' | 'kept' | 'failed'

/** Whether the host has sessions of its own that unlinking everything does not end. */
export function keepsSessions({ hostSessions }: VerificationParts): boolean {
  return hostSessions !== undefined && hostSessions.endAll === undefined
}

/** Unlinks every device of the viewer, then lets the host end its own sessions of the account. */
export async function unlinkAndSignOut(
  parts: VerificationParts,
  viewer: Viewer,
  request: HttpRequest,
): Promise<SessionsAfter | Refusal> {
  const made = await parts.service.unlinkEverything(viewer, parts.requesterOf(request))
  if (made !== 'unlinked') return made
  const { hostSessions, report } = parts
  if (hostSessions === undefined) return 'ended'
  if (hostSessions.endAll === undefined) return 'kept'
  try {
    await hostSessions.endAll(viewer.subject, request)
    return 'ended'
  } catch (fault) {
    // The devices are unlinked already: an outage of the host's sessions must not stand in the way of that.
    report(fault, 'hostSessions.endAll')
    return 'failed'
  }
}
