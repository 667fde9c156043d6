import type { Presenter } from '../../../machine/poll.js'
import type { Client } from '../../../ports/client-registry.js'
import type { ExchangeDeviceCode } from '../../../protocol/command.js'
import type { Problem } from '../../../protocol/problem.js'
import type { Call } from '../../call/call.js'
import type { ServiceContext } from '../../call/context.js'
import { refuseUnknownCode } from '../../limits/unknown-limits.js'
import { refuseUnproven } from '../../proofs/refuse-unproven.js'
import type { ReadDeviceCode } from '../codes.js'
import { findUnproven } from './code-verifier.js'

// The digest of a bound code has its key and its challenge in it, so another one leads to no record. The code itself says
// what it is bound to.

interface UnknownPoll {
  readonly context: ServiceContext
  readonly command: ExchangeDeviceCode
  readonly client: Client
  readonly code: ReadDeviceCode
  readonly presenter: Presenter
  /** The response if this client has no such code. Absent if it is the usual one. */
  readonly refusal: Problem | undefined
  readonly call: Call
}

/** Returns the refusal of a poll that the store did not find. */
export async function refuseUnknown({
  context,
  command,
  client,
  code,
  presenter,
  refusal,
  call,
}: UnknownPoll): Promise<Problem> {
  if (refusal !== undefined) return refusal
  const unproven = code.isBoundToChallenge ? await findUnproven(context, command, presenter, call) : undefined
  if (unproven !== undefined) return unproven
  return code.isBoundToKey ? refuseUnbound(context, 'otherKey', client, call) : refuseUnknownCode(context, call)
}

/**
 * Returns the refusal of a poll without the key of its code. It is counted like that of an unknown one: the server cannot tell a
 * stranger from the device without its key.
 */
export async function refuseUnbound(
  context: ServiceContext,
  reason: 'missing' | 'otherKey',
  { clientId }: Client,
  call: Call,
): Promise<Problem> {
  const refusal = await refuseUnknownCode(context, call)
  return refusal.code === 'tooManyRequests' ? refusal : refuseUnproven(context, { reason, clientId }, call)
}
