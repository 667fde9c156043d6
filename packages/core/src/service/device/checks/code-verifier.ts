import type { DeviceAuthorization } from '../../../machine/authorization.js'
import { judgePoll, type Presenter } from '../../../machine/poll.js'
import type { ExchangeDeviceCode } from '../../../protocol/command.js'
import { constantProblem, type Problem } from '../../../protocol/problem.js'
import type { Call } from '../../call/call.js'
import type { ServiceContext } from '../../call/context.js'
import { digestText, sameText } from '../../text/secrets.js'
import { bindingTo } from '../code-binding.js'
import { nameIn, readDeviceCode } from '../codes.js'

/** Returns the presenter of a poll, with the code challenge of its verifier (RFC 7636 §4.6). */
export function withVerifier(holder: Presenter, codeVerifier: string): Presenter {
  // RFC 7636 §4.2: the method S256.
  return { ...holder, codeChallenge: digestText(codeVerifier) }
}

/**
 * Returns the refusal of a poll whose device code is right and only its code verifier is not, or `undefined` for every other
 * code. It reads the record without a stamp, so such a poll slows no device down: docs/decisions/0072.
 */
export async function findUnproven(
  context: ServiceContext,
  { deviceCode, key }: ExchangeDeviceCode,
  presenter: Presenter,
  call: Call,
): Promise<Problem | undefined> {
  const name = nameIn(deviceCode)
  const found = name === undefined ? undefined : await context.store.find(call, name)
  if (found === undefined) return undefined
  const { authorization } = found
  const binding = bindingTo(key?.jkt, authorization.codeChallenge)
  const issued = readDeviceCode(context.digester, deviceCode, presenter, binding)
  if (typeof issued !== 'object' || !sameText(issued.deviceCode, authorization.deviceCode)) return undefined
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
