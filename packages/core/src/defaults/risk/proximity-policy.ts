import type { RiskAssessment, RiskVerdict } from '../../machine/risk/assessment.js'
import type { Proximity } from '../../machine/risk/proximity.js'
import { checkOptionNames } from '../../misuse/option-names.js'
import type { RiskPolicy, ViewFacts } from '../../ports/hooks/risk-policy.js'

/** The options of `createProximityPolicy`. */
export interface ProximityPolicyOptions {
  /** The verdict on a request from another network that is not known to be in the region of the person. */
  readonly far: Exclude<RiskVerdict, 'allow'>
  /**
   * The verdict if the address of the device or of the person is not known.
   *
   * @defaultValue `far`
   */
  readonly unknown?: RiskVerdict
}

/** A risk policy that compares where the device and the person are. It answers at once. */
export interface ProximityPolicy extends RiskPolicy {
  onView(facts: ViewFacts): RiskAssessment
}

const verdicts: readonly string[] = ['warn', 'stepUp', 'deny'] satisfies ProximityPolicyOptions['far'][]

/**
 * Creates a risk policy that compares where the device and the person are (RFC 10027 §6.1.1). It allows the same network (IPv4
 * /24, IPv6 /48) and the same region, if `locateAddress` can place both. A VPN, or a phone on mobile data, makes a person
 * look far away, and an attacker can rent an address nearby. So let it be one control of several, and prefer `warn`.
 *
 * @throws `TypeError` if an option is wrong.
 * @example
 * ```ts
 * const riskPolicy = createProximityPolicy({ far: 'warn' })
 * ```
 */
export function createProximityPolicy(options: ProximityPolicyOptions): ProximityPolicy {
  checkOptionNames('createProximityPolicy', options ?? null, { far: true, unknown: true })
  const { far, unknown = far } = options
  if (!verdicts.includes(far)) throw new TypeError("createProximityPolicy: far must be 'warn', 'stepUp' or 'deny'")
  if (![...verdicts, 'allow'].includes(unknown)) {
    throw new TypeError("createProximityPolicy: unknown must be 'allow', 'warn', 'stepUp' or 'deny'")
  }
  const assessments: Readonly<Record<Proximity, RiskAssessment>> = {
    near: { verdict: 'allow' },
    sameRegion: { verdict: 'allow' },
    far: { verdict: far, reasons: [{ code: 'far' }] },
    unknown: { verdict: unknown, reasons: unknown === 'allow' ? [] : [{ code: 'address_unknown' }] },
  }
  return { onView: ({ proximity }) => assessments[proximity] }
}
