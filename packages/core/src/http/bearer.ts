import { writeScope } from '../machine/scope.js'
import { ConfigurationError, problem } from '../misuse/configuration-error.js'
import { checkOptionNames, type OptionNames } from '../misuse/option-names.js'
import { isTexts } from '../misuse/texts.js'
import type { AccessTokenClaims, TokenIssuer } from '../ports/token-issuer.js'
import { isFor } from '../service/guards/tokens.js'
import { readAccessTokenClaims } from '../service/records/records.js'
import {
  type AuthenticationOptions,
  authenticationNames,
  checkAuthenticationRule,
  insufficientAuthentication,
  lackingAuthentication,
} from './authentication/authentication-rule.js'
import type { HttpResponse } from './message.js'
import { jsonResponse } from './responses.js'

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
}

/** The claims of an accepted token, or the response that refuses the request. */
export type BearerVerdict =
  | { readonly ok: true; readonly claims: AccessTokenClaims }
  | { readonly ok: false; readonly response: HttpResponse }

/** Checks the value of an `Authorization` header. Rejects only if the token issuer or `isActive` fails. */
export type BearerCheck = (authorization: string | undefined) => Promise<BearerVerdict>

const ruleNames: OptionNames<BearerRule> = {
  audience: true,
  scope: true,
  isActive: true,
  schemes: true,
  ...authenticationNames,
}

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
  const { audience = [], scope = [], isActive = async () => true, schemes = bearerOnly } = given
  const canVerify = typeof Object(tokens).verify === 'function'
  checkBearerRule('createBearerCheck', { canVerify, audience, scope, schemes, authentication: given.authentication })
  if (typeof isActive !== 'function') {
    throw new ConfigurationError([
      problem('invalid-value', 'isActive', 'isActive of createBearerCheck must be a function'),
    ])
  }
  return bearerCheck({ ...given, scope, schemes }, async (token) => {
    const found = await tokens.verify(token, audience)
    const claims = readAccessTokenClaims(found, {
      operation: 'tokens.verify',
      record: () => 'the claims of an access token',
    })
    // `verify` of the host may ignore its second argument.
    if (claims === undefined || !isFor(audience, claims)) return undefined
    return (await isActive(claims)) ? claims : undefined
  })
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

/** The default of `schemes`. */
export const bearerOnly: readonly string[] = ['Bearer']

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

/** Returns the check of an `Authorization` header. `accept` returns the claims of a token that is valid for the route. */
export function bearerCheck(
  { scope, schemes, ...demands }: Required<Pick<BearerRule, 'scope' | 'schemes'>> & AuthenticationOptions,
  accept: (accessToken: string) => Promise<AccessTokenClaims | undefined>,
): BearerCheck {
  return async (authorization) => {
    const token = bearerToken(authorization, schemes)
    // RFC 6750 §3.1: if the request has no token, the challenge names no error.
    if (token === undefined) return refuse(401, 'invalid_token', 'An access token is required.', challenge)
    const claims = await accept(token)
    if (claims === undefined) {
      return refuse(401, 'invalid_token', 'The access token is not valid here.', `${challenge}, error="invalid_token"`)
    }
    if (!scope.every((value) => claims.scope.includes(value))) {
      const wanted = `${challenge}, error="insufficient_scope", scope="${writeScope(scope)}"`
      return refuse(403, 'insufficient_scope', 'The access token lacks a scope.', wanted)
    }
    const lacking = lackingAuthentication(demands, claims)
    if (lacking === undefined) return { ok: true, claims }
    return refuse(401, insufficientAuthentication, 'A newer or stronger sign-in is needed.', `${challenge}, ${lacking}`)
  }
}

const challenge = 'Bearer realm="devicegrant"'

/** Returns the token of an RFC 6750 §2.1 `Authorization` header with one of these schemes, or `undefined`. */
export function bearerToken(authorization = '', schemes = bearerOnly): string | undefined {
  const [, scheme = '', token] = /^([^ ]+) +([A-Za-z0-9._~+/-]+=*)$/.exec(authorization) ?? []
  return schemes.some((one) => one.toLowerCase() === scheme.toLowerCase()) ? token : undefined
}

function refuse(status: number, error: string, description: string, wwwAuthenticate: string): BearerVerdict {
  const headers = { 'WWW-Authenticate': wwwAuthenticate }
  return { ok: false, response: jsonResponse(status, { error, error_description: description }, headers) }
}
