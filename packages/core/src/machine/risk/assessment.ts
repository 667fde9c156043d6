import type { Duration } from '../time.js'

/** The verdicts on a request, from the mildest to the strictest. */
export const riskVerdicts = ['allow', 'warn', 'stepUp', 'deny'] as const

/**
 * What is done with a request: `allow` lets it pass, `warn` warns the person, `stepUp` asks the person to sign in again
 * before they approve, and `deny` refuses it.
 */
export type RiskVerdict = (typeof riskVerdicts)[number]

/** Why a request is no usual one. */
export interface RiskReason {
  /** The word for events: 1 to 64 letters, digits, `_`, `.` and `-`. Must be no secret. */
  readonly code: string
  /**
   * What the page says about it, in the same words for every language or by language: `{ en: '…', de: '…' }`. At most 300
   * characters each.
   *
   * @defaultValue none: only events have the reason
   */
  readonly text?: string | Readonly<Record<string, string>>
}

/** Caps on how long the tokens of one grant live, in whole seconds as milliseconds. They never make a lifetime longer. */
export interface GrantLifetimes {
  /** How long each access token lives at most, if the token issuer can shorten them. */
  readonly accessLifetime?: Duration
  /** How long after the start of the grant its refresh tokens are valid at most. */
  readonly refreshLifetime?: Duration
}

/** What a risk policy says of a request. */
export interface RiskAssessment {
  readonly verdict: RiskVerdict
  /** Why: at most five reasons. @defaultValue none */
  readonly reasons?: readonly RiskReason[]
  /**
   * The scope values that can be granted. Values that the device did not request are ignored. If it leaves none of the
   * requested ones, the verdict is `deny`.
   *
   * @defaultValue every requested value
   */
  readonly narrowScope?: readonly string[]
  /** @defaultValue the lifetimes of the policy and the token issuer */
  readonly lifetimes?: GrantLifetimes
}

/** What the assessment of a start leaves in the record. */
export interface StartRisk {
  readonly verdict: Exclude<RiskVerdict, 'deny'>
  readonly reasons?: readonly RiskReason[]
  readonly lifetimes?: GrantLifetimes
}

/** The reason for a verdict of which nothing can be granted. */
const nothingLeft: RiskReason = { code: 'no_scope_left' }

/** What several assessments of one request come to: the strictest verdict, the narrowest scope, the shortest lifetimes. */
export interface CombinedRisk {
  readonly verdict: RiskVerdict
  readonly reasons: readonly RiskReason[]
  /** The requested values that can be granted, in the order of the request. */
  readonly offered: readonly string[]
  readonly lifetimes?: GrantLifetimes
}

/**
 * Combines the assessments of a request for these scope values. No assessment allows everything. If nothing is left of the
 * values that the person chose, the verdict is `deny`, as for a request of which nothing is left.
 */
export function combineRisk(
  scope: readonly string[],
  assessments: readonly RiskAssessment[],
  chosen: readonly string[] = scope,
): CombinedRisk {
  const offered = scope.filter((value) =>
    assessments.every(({ narrowScope }) => narrowScope === undefined || narrowScope.includes(value)),
  )
  const reasons = assessments.flatMap((one) => one.reasons ?? [])
  const distinct = reasons.filter(({ code }, index) => reasons.findIndex((one) => one.code === code) === index)
  const lifetimes = shortest(assessments.flatMap((one) => one.lifetimes ?? []))
  const isEmptied = [scope, chosen].some((all) => all.length > 0 && !all.some((value) => offered.includes(value)))
  return {
    verdict: isEmptied ? 'deny' : strictest(assessments),
    reasons: isEmptied ? [...distinct, nothingLeft] : distinct,
    offered,
    ...(lifetimes && { lifetimes }),
  }
}

// An unknown word, such as one of a newer version, is no permission.
function strictest(assessments: readonly RiskAssessment[]): RiskVerdict {
  if (assessments.some(({ verdict }) => !riskVerdicts.includes(verdict))) return 'deny'
  return riskVerdicts.findLast((verdict) => assessments.some((one) => one.verdict === verdict)) ?? 'allow'
}

function shortest(all: readonly GrantLifetimes[]): GrantLifetimes | undefined {
  const access = all.flatMap(({ accessLifetime }) => accessLifetime ?? [])
  const refresh = all.flatMap(({ refreshLifetime }) => refreshLifetime ?? [])
  if (access.length === 0 && refresh.length === 0) return undefined
  return {
    ...(access.length > 0 && { accessLifetime: Math.min(...access) }),
    ...(refresh.length > 0 && { refreshLifetime: Math.min(...refresh) }),
  }
}
