/**
 * A port of the host failed, for example a store, a registry or an issuer. A later attempt may succeed.
 *
 * @example
 * ```ts
 * const onFault: FaultReporter = (fault) =>
 *   logger.error(fault instanceof PortFault ? { port: fault.message, cause: fault.cause } : fault)
 * ```
 */
export class PortFault extends Error {
  override readonly name: string = 'PortFault'

  /** `call` names the port and the method. `cause` is what it threw. */
  constructor(call: string, cause: unknown) {
    super(`${call} failed`, { cause })
  }
}

/**
 * A port returned a record that does not match its type, or another record than the requested one. The request gets no
 * tokens because of it. The message names each wrong member and what is allowed. It never repeats a value, because a
 * value may be a secret.
 */
export class RecordFault extends PortFault {
  override readonly name = 'RecordFault'
  /** One text for each wrong member: its name and what is allowed. */
  readonly problems: readonly string[]

  /** `call` names the port and the method. `record` names the kind of record and which one it is. */
  constructor(call: string, record: string, problems: readonly string[]) {
    super(call, undefined)
    this.message = `${call} returned a wrong record: ${record}: ${problems.join('; ')}`
    this.problems = problems
  }
}
