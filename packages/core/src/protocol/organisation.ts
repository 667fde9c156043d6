/** An organisation of the host: a team, a tenant, a workspace. */
export interface Organisation {
  /** Stable, as the host knows it. */
  readonly key: string
  /** As people know it. */
  readonly name: string
}

/** The organisations that an account belongs to, and the one that is meant where nobody chooses. */
export interface Organisations {
  readonly all: readonly Organisation[]
  /** One of them. */
  readonly chosen?: Organisation
}
