/** The code of every warning about a configuration. Each has a section in docs/warnings.md. */
export const warningCodes = [
  'stores-in-memory',
  'signing-key-not-stored',
  'proxy-not-trusted',
  'proxy-without-header',
  'forwarded-header-not-read',
  'caller-address-missing',
  'base-url-missing',
  'limits-off',
  'limits-per-process',
  'tokens-without-verify',
  'password-grant-on',
] as const

/** The code of a warning about a configuration. A code keeps its meaning in every version. */
export type WarningCode = (typeof warningCodes)[number]

/** The page that explains every code, as a path in the repository. */
export const warningsPage = 'docs/warnings.md'

/** A setting that works, but is not safe. */
export interface ConfigurationWarning {
  /** What kind of setting it is. The option `acceptWarnings` takes it. */
  readonly code: WarningCode
  /** What is not safe and what to do. Never repeats a secret. */
  readonly message: string
  /** The section that explains the code: a path in the repository, with an anchor. */
  readonly docs: string
}

/** Receives a warning. */
export type Warn = (warning: ConfigurationWarning) => void

/** Makes a warning. `message` must not repeat a secret. */
export function warningOf(code: WarningCode, message: string): ConfigurationWarning {
  return { code, message, docs: `${warningsPage}#${code}` }
}
