import { type Authentication, ageOf } from '../../machine/authentication.js'
import { writeScope } from '../../machine/scope.js'
import { type Duration, second } from '../../machine/time.js'
import { type ConfigurationProblem, problem } from '../../misuse/configuration-error.js'
import { isBag, type OptionNames, unknownOptions } from '../../misuse/option-names.js'
import type { Clock } from '../../ports/runtime.js'
import { scopeValues } from '../../service/records/record-rules.js'

/** The sign-in that a route demands of the person behind a token (RFC 9470). */
export interface AuthenticationRule {
  /**
   * The greatest age of the sign-in, in milliseconds: whole seconds.
   *
   * @defaultValue none: a sign-in of any age
   */
  readonly maxAge?: Duration
  /**
   * The accepted levels of the sign-in, the preferred one first. The `acr` of the token must be one of them.
   *
   * @defaultValue none: a sign-in of any level
   */
  readonly acr?: readonly string[]
}

/** The members of a rule for tokens that are about the sign-in. */
export interface AuthenticationOptions {
  /**
   * The sign-in that the route demands of the person behind a token. The challenge of a refused request tells the client what to
   * ask for (RFC 9470 §3).
   *
   * @defaultValue any sign-in
   */
  readonly authentication?: AuthenticationRule | undefined
  /** Returns the time in milliseconds, for `authentication.maxAge`. @defaultValue the clock of this machine */
  readonly clock?: Clock | undefined
}

/** The names of these members. */
export const authenticationNames: OptionNames<AuthenticationOptions> = { authentication: true, clock: true }

const ruleNames: OptionNames<AuthenticationRule> = { maxAge: true, acr: true }

/** Returns the problems of the member `authentication` of a rule for tokens. */
export function checkAuthenticationRule(owner: string, rule: unknown): readonly ConfigurationProblem[] {
  if (rule === undefined) return []
  if (!isBag(rule)) return unknownOptions(owner, rule, ruleNames, 'authentication')
  const { maxAge = 0, acr = ['any'] }: { readonly [Name in keyof AuthenticationRule]?: unknown } = rule
  const wrong = (name: string, allowed: string) =>
    problem('invalid-value', `authentication.${name}`, `authentication.${name} of ${owner} must be ${allowed}`)
  const isAge = typeof maxAge === 'number' && maxAge >= 0 && Number.isSafeInteger(maxAge / second)
  return [
    ...unknownOptions(owner, rule, ruleNames, 'authentication'),
    ...(isAge ? [] : [wrong('maxAge', 'whole seconds, in milliseconds (5 minutes are 300000)')]),
    ...(scopeValues.is(acr) && Array.isArray(acr) && acr.length > 0
      ? []
      : [wrong('acr', "a list of levels without spaces, such as ['urn:example:two-factors']")]),
  ]
}

/**
 * Returns the parameters of the challenge for a token whose sign-in is too old or too weak for a route (RFC 9470 §3), or
 * `undefined` if the sign-in is good enough.
 */
export function lackingAuthentication(
  { authentication = {}, clock = machineClock }: AuthenticationOptions,
  claims: Authentication,
): string | undefined {
  const { maxAge, acr } = authentication
  const isFresh = maxAge === undefined || ageOf(claims.authenticatedAt, clock.now()) <= maxAge
  const isStrong = acr === undefined || (claims.acr !== undefined && acr.includes(claims.acr))
  if (isFresh && isStrong) return undefined
  return [
    `error="${insufficientAuthentication}"`,
    ...(acr === undefined ? [] : [`acr_values="${writeScope(acr)}"`]),
    ...(maxAge === undefined ? [] : [`max_age="${maxAge / second}"`]),
  ].join(', ')
}

const machineClock: Clock = { now: () => Date.now() }

/** The error code of RFC 9470 §3. */
export const insufficientAuthentication = 'insufficient_user_authentication'
