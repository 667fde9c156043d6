import type { ConfigurationCode } from './configuration-codes.js'

/** The page that explains every code, as a path in the repository. */
export const configurationErrorsPage = 'docs/configuration-errors.md'

/** One wrong option. */
export interface ConfigurationProblem {
  /** What kind of mistake it is. A code keeps its meaning in every version. */
  readonly code: ConfigurationCode
  /** The path of the option, such as `policy.lifetime`. */
  readonly option: string
  /** What is wrong and what to write. Never repeats a secret. */
  readonly message: string
  /** The section that explains the code: a path in the repository, with an anchor. */
  readonly docs: string
}

/** Makes a problem. `message` must not repeat a secret. */
export function problem(code: ConfigurationCode, option: string, message: string): ConfigurationProblem {
  return { code, option, message, docs: `${configurationErrorsPage}#${code}` }
}

/** Makes the problem of an option with a wrong value. `requirement` follows the path of the option: `must be …`. */
export function invalid(option: string, requirement: string): ConfigurationProblem {
  return problem('invalid-value', option, `${option} ${requirement}`)
}

/**
 * Thrown if options are wrong: one error for all of them.
 *
 * @example
 * ```ts
 * try {
 *   createDeviceGrant(options)
 * } catch (error) {
 *   if (error instanceof ConfigurationError) console.error(error.problems.map(({ code, option }) => `${option}: ${code}`))
 *   throw error
 * }
 * ```
 */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError'
  /** One entry for each wrong option. */
  readonly problems: readonly ConfigurationProblem[]

  /** @param problems At least one. No message may repeat a secret. */
  constructor(problems: readonly ConfigurationProblem[]) {
    const lines = problems.map(({ code, message }) => `  - ${message} (${code})`)
    super(
      `devicegrant is not configured correctly:\n${lines.join('\n')}\n${configurationErrorsPage} explains each code.`,
    )
    this.problems = problems
  }
}
