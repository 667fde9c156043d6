import type { Bench } from './bench.js'

/**
 * The weight of an obligation, by the words of RFC 2119. `MUST`: the section requires it. `SHOULD`: the section recommends it.
 * `MAY`: the section offers it.
 */
export type AuditLevel = 'MUST' | 'SHOULD' | 'MAY'

/** What a run must have, so that an audit can judge. */
export type AuditNeed =
  | 'metadata'
  | 'decisions'
  | 'revocation'
  | 'introspection'
  | 'jwks'
  | 'publicClient'
  | 'confidentialClient'
  | 'otherClient'
  | 'dpop'
  | 'load'

/** What an audit says of itself. */
export interface AuditStatement {
  /** Stable: skip lists and reports use it. Its first word is the group. */
  readonly id: string
  /** The section that states the obligation. */
  readonly section: string
  readonly level: AuditLevel
  /** One sentence. */
  readonly obligation: string
  readonly needs?: readonly AuditNeed[]
  /** Why good servers may differ here. */
  readonly note?: string
}

/** One obligation of a standard, which any server with the device grant can be judged by from outside. */
export interface ServerAudit extends AuditStatement {
  /** Resolves if the obligation holds. Rejects with `Broken`, `NotConcerned` or `Unclear`. */
  check(bench: Bench): Promise<void>
}
