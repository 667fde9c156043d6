/** An organization of the host: a team, a tenant, a workspace. */
export interface Organization {
  /** The stable identifier at the host. */
  readonly key: string
  /** The name that people see. */
  readonly name: string
}

/** The organizations of an account. */
export interface Organizations {
  readonly all: readonly Organization[]
  /** The one that is used if the person does not choose. Must be in `all`. */
  readonly chosen?: Organization
}
