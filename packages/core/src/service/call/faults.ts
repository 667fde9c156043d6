import type { MaybePromise } from '../../ports/found.js'

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
  /** The path of the option and the function: `stores.authorizations.create`. */
  readonly operation: string

  /** `operation` is the path of the option and the function: `stores.authorizations.create`. `cause` is what it threw. */
  constructor(operation: string, cause: unknown) {
    super(`${operation} failed`, { cause })
    this.operation = operation
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

  /** `operation` is the path of the option and the function. `record` names the kind of record and which one it is. */
  constructor(operation: string, record: string, problems: readonly string[]) {
    super(operation, undefined)
    this.message = `${operation} returned a wrong record: ${record}: ${problems.join('; ')}`
    this.problems = problems
  }
}

/** What came of the call of one port. */
export interface ProbeResult {
  /** The path of the option: `stores.authorizations`. */
  readonly part: string
  /** Why it does not work: most often a `PortFault`. Absent if it works. */
  readonly fault?: unknown
}

/** The cause of a `PortFault` if there was no time left for the port: it was called and did not answer, or it was not called. */
export class LateFault extends Error {
  /** Whether the port was called. */
  readonly isCalled: boolean

  constructor(message: string, isCalled: boolean) {
    super(message)
    this.isCalled = isCalled
  }
}

/** Runs an operation of a port. Anything that it throws becomes the cause of a `PortFault` with this name. */
export async function asPortFault<Result>(operation: string, run: () => MaybePromise<Result>): Promise<Result> {
  try {
    return await run()
  } catch (cause) {
    throw new PortFault(operation, cause)
  }
}
