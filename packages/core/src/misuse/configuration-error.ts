/** The options are wrong. `problems` names each of them: which option, what is wrong, and what is allowed. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError'
  readonly problems: readonly string[]

  /** `problems` are sentences; none of them repeats a secret. */
  constructor(problems: readonly string[]) {
    super(`devicegrant is not configured correctly:\n${problems.map((text) => `  - ${text}`).join('\n')}`)
    this.problems = problems
  }
}
