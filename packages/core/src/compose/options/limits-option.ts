import type { LimitRules } from '../../machine/limits/limit-rules.js'

/** What a host may accept although it misses a bound. */
export type AcceptedRisk = 'user-code entropy'

/** The rules that a host sets itself. The others keep their defaults. */
export type LimitRulesOption = { readonly [Surface in keyof LimitRules]?: Partial<LimitRules[Surface]> } & {
  /**
   * The bounds that these rules may miss. `user-code entropy`: strangers may guess a user code more often than once in 1024
   * days.
   *
   * @defaultValue none
   */
  readonly accept?: readonly AcceptedRisk[]
}
