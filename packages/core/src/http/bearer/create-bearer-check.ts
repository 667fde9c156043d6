import { ConfigurationError, problem } from '../../misuse/configuration-error.js'
import { checkOptionNames, type OptionNames } from '../../misuse/option-names.js'
import { isTexts } from '../../misuse/texts.js'
import type { AccessTokenClaims, TokenIssuer } from '../../ports/token-issuer.js'
import type { Call } from '../../service/call/call.js'
import { isFor } from '../../service/guards/tokens.js'
import type { InternalService } from '../../service/internal-service.js'
import { readAccessTokenClaims } from '../../service/records/token-records.js'
import { parseUrl } from '../../service/text/urls.js'
import {
  type AuthenticationOptions,
  authenticationNames,
  checkAuthenticationRule,
} from '../authentication/authentication-rule.js'
import { type BearerCheck, bearerCheck } from './bearer-check.js'
import { bearerOnly } from './challenges.js'
import { type ResourceDpopOptions, standaloneProofs } from './standalone-proofs.js'

/** The access tokens that a route accepts. */
export interface BearerRule extends AuthenticationOptions {
  /** The token's `aud` must contain one of these: the issuer, or the route's RFC 8707 resource. */
  readonly audience: readonly string[]
  /** The token must have all of these scope values. @defaultValue none */
  readonly scope?: readonly string[]
  /**
   * Returns whether the grant of a token is still active, so that a revoked token is refused at once. Pass
   * `grant.service.isTokenActive`.
   *
   * @defaultValue a revoked token is accepted until it expires
   */
  readonly isActive?: (claims: AccessTokenClaims) => Promise<boolean>
  /**
   * The schemes of `Authorization` headers with a token (RFC 9110 §11.1), in any case. `Bearer` must be one of them. For
   * clients that write another word, such as those of GitHub: `['Bearer', 'token']`.
   *
   * @defaultValue `['Bearer']` (RFC 6750 §2.1)
   */
  readonly schemes?: readonly string[]
  /**
   * Accepts tokens that are bound to a key, with a DPoP proof (RFC 9449 §7). Pass the whole request to the check then.
   *
   * @defaultValue none: bound tokens are refused
   */
  readonly dpop?: ResourceDpopOptions
}

const ruleNames: OptionNames<BearerRule> = {
  audience: true,
  scope: true,
  isActive: true,
  schemes: true,
  dpop: true,
  ...authenticationNames,
}
const dpopNames: OptionNames<ResourceDpopOptions> = { verifier: true, baseUrl: true, jtis: true, clock: true }

/**
 * Returns a check for the routes of a resource server that has the token issuer and no device grant. With a device grant,
 * use `grant.bearer`, which also refuses revoked tokens.
 *
 * @param tokens - the token issuer that verifies the tokens
 * @param rule - the tokens that the route accepts
 * @throws `ConfigurationError` if the rule is wrong, or if `tokens` has no function `verify`.
 * @example
 * ```ts
 * const checkBearer = createBearerCheck(tokens, { audience: [tokens.issuer], scope: ['read'] })
 * const verdict = await checkBearer(request.headers.authorization)
 * ```
 */
export function createBearerCheck(tokens: Required<Pick<TokenIssuer, 'verify'>>, rule: BearerRule): BearerCheck {
  // In JavaScript the rule may be absent. Then the audience is reported.
  const given: Partial<BearerRule> = rule ?? {}
  checkOptionNames('createBearerCheck', given, ruleNames)
  const { audience = [], scope = [], isActive = async () => true, schemes = bearerOnly, dpop } = given
  const canVerify = typeof Object(tokens).verify === 'function'
  checkBearerRule('createBearerCheck', { canVerify, audience, scope, schemes, authentication: given.authentication })
  if (typeof isActive !== 'function') {
    throw new ConfigurationError([
      problem('invalid-value', 'isActive', 'isActive of createBearerCheck must be a function'),
    ])
  }
  if (dpop !== undefined) checkDpop(dpop)
  return bearerCheck({
    authentication: given.authentication,
    clock: given.clock,
    scope,
    schemes,
    ...(dpop && { proofs: standaloneProofs(dpop) }),
    async accept(token) {
      const found = await tokens.verify(token, audience)
      const claims = readAccessTokenClaims(found, {
        operation: 'tokens.verify',
        record: () => 'the claims of an access token',
      })
      // `verify` of the host may ignore its second argument.
      if (claims === undefined || !isFor(audience, claims)) return undefined
      return (await isActive(claims)) ? claims : undefined
    },
  })
}

function checkDpop(dpop: ResourceDpopOptions): void {
  checkOptionNames('dpop of createBearerCheck', dpop, dpopNames)
  const { verifier, baseUrl, jtis, clock } = dpop
  const wrong = [
    typeof verifier?.verify === 'function' ? undefined : 'dpop.verifier must have the function verify',
    typeof baseUrl === 'string' && parseUrl(baseUrl) !== undefined ? undefined : 'dpop.baseUrl must be an absolute URL',
    jtis === undefined || typeof jtis.use === 'function' ? undefined : 'dpop.jtis must have the function use',
    clock === undefined || typeof clock.now === 'function' ? undefined : 'dpop.clock must have the function now',
  ].filter((text) => text !== undefined)
  if (wrong.length === 0) return
  throw new ConfigurationError(
    wrong.map((text) =>
      problem('invalid-value', text.split(' ')[0] ?? 'dpop', text.replace(' must', ' of createBearerCheck must')),
    ),
  )
}

/**
 * Checks what every bearer check needs. A text in place of a list would match a part of it. Without the member `audience`
 * the default audience counts.
 *
 * @throws `ConfigurationError` if the token issuer cannot verify, or if a list is not one.
 */
export function checkBearerRule(
  owner: string,
  rule: {
    readonly canVerify: boolean
    readonly audience?: unknown
    readonly scope: unknown
    readonly schemes: unknown
    readonly authentication?: unknown
  },
): void {
  const { canVerify, audience, scope, schemes } = rule
  const schemesFault = faultOfSchemes(schemes)
  const problems = [
    ...(canVerify
      ? []
      : [
          problem(
            'tokens-not-verifiable',
            'tokens',
            `tokens must have the function verify: without it, ${owner} cannot check a token. createJwtIssuer has it`,
          ),
        ]),
    ...(!('audience' in rule) || (isTexts(audience) && audience.length > 0)
      ? []
      : [
          problem(
            'invalid-value',
            'audience',
            `audience of ${owner} must be a list of at least one audience, such as ['https://api.example.com']`,
          ),
        ]),
    ...(isTexts(scope)
      ? []
      : [problem('invalid-value', 'scope', `scope of ${owner} must be a list of scope values, such as ['read']`)]),
    ...(schemesFault === undefined
      ? []
      : [problem('invalid-value', 'schemes', `schemes of ${owner} must ${schemesFault}`)]),
    ...checkAuthenticationRule(owner, rule.authentication),
  ]
  if (problems.length > 0) throw new ConfigurationError(problems)
}

// Schemes whose credentials are a name with a password, or a token that is nothing without a proof. A check that read them
// as Bearer tokens would send a password to the token issuer, or accept a bound token without its proof (RFC 9449 §7.1).
const otherCredentials = ['basic', 'digest', 'dpop', 'negotiate']

// The challenge of a refused request names Bearer, so Bearer must be accepted.
function faultOfSchemes(schemes: unknown): string | undefined {
  if (!isTexts(schemes) || schemes.length === 0) return "be a list of schemes, such as ['Bearer', 'token']"
  if (!schemes.every((scheme) => /^[\w!#$%&'*+.^`|~-]+$/.test(scheme))) {
    return 'have one word for each scheme, without spaces (RFC 9110 §11.1)'
  }
  const lowerCase = schemes.map((scheme) => scheme.toLowerCase())
  const other = otherCredentials.find((scheme) => lowerCase.includes(scheme))
  if (other !== undefined) return `not have ${other}: its credentials are no Bearer token`
  if (!lowerCase.includes('bearer')) return "have 'Bearer': the challenge of a refused request asks for it"
  return new Set(lowerCase).size === schemes.length ? undefined : 'name each scheme once: their case does not matter'
}

/**
 * Returns the claims of an access token of the grant that is active, and is for one of these audiences, or for the
 * default audience of the token issuer.
 */
export async function findActiveClaims(
  service: Pick<InternalService, 'verifyToken' | 'isTokenActive'>,
  accessToken: string,
  audiences: readonly string[] | undefined,
  call: Call,
): Promise<AccessTokenClaims | undefined> {
  const claims = await service.verifyToken?.(accessToken, audiences, call)
  return claims !== undefined && (await service.isTokenActive(claims, call)) ? claims : undefined
}
