import { type AuthenticationDemand, authenticationOf, isFresh, isStrong } from '../../machine/authentication.js'
import type { DeviceAuthorization } from '../../machine/authorization.js'
import type { AssuranceVerdict } from '../../ports/hooks/assurance.js'
import type { Refusal, Viewer } from '../../protocol/interaction.js'
import type { Call } from '../call/call.js'
import type { ServiceContext } from '../call/context.js'

/** Where a person comes back to after a step-up, if the page asks. */
interface Asking {
  readonly returnTo?: string
}

/**
 * Asks the host whether the sign-in of a viewer has a level that the device demands (RFC 9470 §4). Without the hook, no level
 * can be reached.
 */
export async function askAssurance(
  { assurance }: ServiceContext,
  { acrValues = [], clientId, scope }: DeviceAuthorization,
  viewer: Viewer,
  { returnTo }: Asking,
  call: Call,
): Promise<AssuranceVerdict> {
  if (assurance === undefined) return 'unreachable'
  const { subject, sessionId } = viewer
  const person = { subject, sessionId, ...authenticationOf(viewer) }
  const back = returnTo === undefined ? {} : { returnTo }
  return assurance(call, { ...person, wanted: acrValues, clientId, scope, ...back })
}

/**
 * Returns the refusal of a viewer who must sign in again, or more strongly, before seeing a request. An account that cannot
 * reach the demanded level sees the request too, because only a decision changes something.
 */
export async function refuseSignIn(
  context: ServiceContext,
  authorization: DeviceAuthorization,
  viewer: Viewer,
  asking: Asking,
  call: Call,
): Promise<Refusal | undefined> {
  if (!isFresh(authorization, viewer, context.clock.now())) return staleSignIn(authorization)
  if (isStrong(authorization, viewer)) return undefined
  const verdict = await askAssurance(context, authorization, viewer, asking, call)
  return typeof verdict === 'object' && 'stepUpUrl' in verdict ? stepUpRequired(verdict.stepUpUrl) : undefined
}

/** Returns the refusal of a sign-in that is older than the device demands. */
export function staleSignIn({ maxAge = 0 }: AuthenticationDemand): Refusal {
  return { kind: 'refusal', code: 'staleSignIn', maxAge }
}

/** Returns the refusal of a sign-in that is weaker than the device demands. */
export function stepUpRequired(stepUpUri: string): Refusal {
  return { kind: 'refusal', code: 'stepUpRequired', stepUpUri }
}
