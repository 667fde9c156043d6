/** Something outside of us failed: a store, a registry, an issuer. Trying again later may help. */
export class PortFault extends Error {
  override readonly name: string = 'PortFault'

  /** `call` names the port and the method; `cause` is what it threw. */
  constructor(call: string, cause: unknown) {
    super(`${call} failed`, { cause })
  }
}

/**
 * A port returned a record that is not what its type says, or the record of another than the one that was asked for.
 * Nothing is granted by it. The message names each wrong member and what is allowed, and never repeats a value, which may
 * be a secret.
 */
export class RecordFault extends PortFault {
  override readonly name = 'RecordFault'
  /** What is wrong with each member: its name and what is allowed. */
  readonly problems: readonly string[]

  /** `call` names the port and the method, `record` the kind of record and which one it is. */
  constructor(call: string, record: string, problems: readonly string[]) {
    super(call, undefined)
    this.message = `${call} returned a wrong record: ${record}: ${problems.join('; ')}`
    this.problems = problems
  }
}
