import type { RiskPolicy } from '../../ports/hooks/risk-policy.js'

/** The options that judge requests. */
export interface RiskOptions {
  /**
   * Assesses each request at its start, when a person looks at it, and when a person approves it: allows it, warns, asks for a
   * fresh sign-in, or refuses it. Can narrow the scope and shorten the lifetimes of tokens. `createProximityPolicy` makes one
   * that compares where the device and the person are.
   *
   * @defaultValue none: every request is allowed
   */
  readonly riskPolicy?: RiskPolicy
}
