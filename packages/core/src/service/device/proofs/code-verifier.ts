import type { DeviceAuthorization } from '../../../machine/authorization.js'
import type { CodeChallenge } from '../../../machine/names.js'
import { judgePoll, type Presenter } from '../../../machine/poll.js'
import type { ExchangeDeviceCode } from '../../../protocol/command.js'
import { constantProblem, type Problem } from '../../../protocol/problem.js'
import type { Call } from '../../call/call.js'
import type { ServiceContext } from '../../call/context.js'
import { digestText, sameText } from '../../text/secrets.js'
import { digestDeviceCode, type ReadDeviceCode } from '../codes.js'

/** Returns the presenter of a poll, with the code challenge of its verifier (RFC 7636 §4.6). */
export function presenterOf(holder: Presenter, codeVerifier: string | undefined): Presenter {
  return codeVerifier === undefined ? holder : { ...holder, codeChallenge: challengeOf(codeVerifier) }
}

// RFC 7636 §4.2: the method S256.
function challengeOf(codeVerifier: string): CodeChallenge {
  return digestText(codeVerifier)
}

/**
 * Returns the refusal of a poll that the store did not find, if its device code is right and only its code verifier is not. The
 * record is read without a stamp, so such a poll slows no device down: docs/decisions/0072.
 */
export async function refuseUnproven(
  context: ServiceContext,
  { deviceCode }: ExchangeDeviceCode,
  presenter: Presenter,
  code: ReadDeviceCode,
  call: Call,
): Promise<Problem | undefined> {
  const found = await context.store.find(call, code.userCode)
  if (found === undefined) return undefined
  const { authorization } = found
  const { clientId, dialect } = presenter
  const { codeChallenge } = authorization
  const issued = digestDeviceCode(context.digester, deviceCode, {
    clientId,
    dialect,
    ...(codeChallenge && { codeChallenge }),
  })
  if (!sameText(issued, authorization.deviceCode)) return undefined
  const poll = { authorization, previousPoll: undefined, presenter, now: context.clock.now() }
  const { verdict } = judgePoll(poll, context.policy)
  return verdict === 'unproven' ? refuseVerifier(context, authorization, call) : undefined
}

/** Returns the refusal of a poll with a right device code and not its code verifier, and tells the host. */
export function refuseVerifier(
  { emit }: ServiceContext,
  { clientId, grantId }: DeviceAuthorization,
  call: Call,
): Problem {
  emit({ type: 'verifierRefused', clientId, grantId }, call)
  return unproven
}

const unproven = constantProblem('invalidGrant', 'The code_verifier is missing or is not that of the device code.')
