import type { PreflightFinding } from './preflight-checks.js'

/**
 * The settings of the Redis servers are not safe for devicegrant. The message lists each setting, what to set, and how to
 * accept it.
 */
export class PreflightError extends Error {
  override readonly name = 'PreflightError'
  /** The findings that the host must fix or accept. */
  readonly findings: readonly PreflightFinding[]

  /** Creates the error from the findings that the host has not accepted. */
  constructor(findings: readonly PreflightFinding[]) {
    const reasons = findings.map(({ code, text }) => `  ${code}: ${text}`)
    super(
      `Redis is not configured safely for devicegrant:\n${reasons.join('\n')}\n` +
        `To accept a finding: accept: [${findings.map(({ code }) => `'${code}'`).join(', ')}].`,
    )
    this.findings = findings
  }
}
