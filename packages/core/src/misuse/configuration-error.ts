/** Thrown if options are wrong. `problems` has a sentence for each: the option, what is wrong, and what is allowed. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError'
  /** One sentence for each wrong option. */
  readonly problems: readonly string[]

  /** @param problems Sentences. No sentence may repeat a secret. */
  constructor(problems: readonly string[]) {
    super(`devicegrant is not configured correctly:\n${problems.map((text) => `  - ${text}`).join('\n')}`)
    this.problems = problems
  }
}
