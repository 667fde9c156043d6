import type { MaybePromise } from '../../ports/found.js'
import type { PortName } from '../../ports/telemetry/words.js'
import type { Call } from '../call/call.js'

// A guard makes a port safe to call: each call shares the time budget of its request, each failure becomes a
// `PortFault`, and each result is checked (docs/decisions/0034), because types are not enforced at run time. Many
// databases return `null` for a missing value. Where a port may return `undefined`, `null` means the same.

/**
 * A port behind its guard. Each function that waits takes the call of the request before its own arguments, returns a
 * promise, and never `null`. The other members are as in the port.
 */
export type Guarded<Port> = {
  readonly [Name in keyof Port]: GuardedMember<Port[Name]>
}

type GuardedMember<Member> = Member extends (...args: infer Args) => infer Result
  ? [Extract<Result, PromiseLike<unknown>>] extends [never]
    ? Member
    : (call: Call, ...args: Args) => Promise<Exclude<Awaited<Result>, null>>
  : Member

/**
 * Runs a function of a port, within the time budget of the call, and within this share of the timeout of one call. Returns the
 * result itself if the port answers at once. Rejects only with a `PortFault` of this name.
 *
 * @throws `TypeError` if the host passed something else as the call.
 */
export function callPort<Result>(
  call: Call,
  operation: PortName,
  run: () => MaybePromise<Result>,
  share?: number,
): MaybePromise<Result> {
  checkCall(call)
  return call.budget.spendOn(operation, run, share)
}

// In JavaScript a host easily passes the facts about the requester. That must not look like an outage of a port.
function checkCall(call: unknown): void {
  if (typeof Object(Object(call).budget).spendOn === 'function') return
  throw new TypeError('the call of a request must be the result of service.startCall, such as startCall({ ip })')
}
