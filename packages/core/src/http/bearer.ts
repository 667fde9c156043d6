import { writeScope } from '../machine/scope.js'
import { ConfigurationError, problem } from '../misuse/configuration-error.js'
import { checkOptionNames, type OptionNames } from '../misuse/option-names.js'
import { isTexts } from '../misuse/texts.js'
import type { AccessTokenClaims, TokenIssuer } from '../ports/token-issuer.js'
import type { Call } from '../service/call/call.js'
import { isFor } from '../service/guards/tokens.js'
import type { InternalService } from '../service/internal-service.js'
import { readAccessTokenClaims } from '../service/records/records.js'
import type { HttpResponse } from './message.js'
import { jsonResponse } from './responses.js'

/** The access tokens that a route accepts. */
export interface BearerRule {
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
}

/** The claims of an accepted token, or the response that refuses the request. */
export type BearerVerdict =
  | { readonly ok: true; readonly claims: AccessTokenClaims }
  | { readonly ok: false; readonly response: HttpResponse }

/** Checks the value of an `Authorization` header. Rejects only if the token issuer or `isActive` fails. */
export type BearerCheck = (authorization: string | undefined) => Promise<BearerVerdict>

const ruleNames: OptionNames<BearerRule> = { audience: true, scope: true, isActive: true }

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
  const { audience = [], scope = [], isActive = async () => true } = given
  checkBearerRule('createBearerCheck', { canVerify: typeof Object(tokens).verify === 'function', audience, scope })
  if (typeof isActive !== 'function') {
    throw new ConfigurationError([
      problem('invalid-value', 'isActive', 'isActive of createBearerCheck must be a function'),
    ])
  }
  return bearerCheck(scope, async (token) => {
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
  rule: { readonly canVerify: boolean; readonly audience?: unknown; readonly scope: unknown },
): void {
  const { canVerify, audience, scope } = rule
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
  ]
  if (problems.length > 0) throw new ConfigurationError(problems)
}

/** Returns the check of an `Authorization` header. `accept` returns the claims of a token that is valid for the route. */
export function bearerCheck(
  scope: readonly string[],
  accept: (accessToken: string) => Promise<AccessTokenClaims | undefined>,
): BearerCheck {
  return async (authorization) => {
    const token = bearerToken(authorization)
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
    return { ok: true, claims }
  }
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

const challenge = 'Bearer realm="devicegrant"'

/** Returns the token of an RFC 6750 §2.1 `Authorization` header, or `undefined`. */
export function bearerToken(authorization: string | undefined): string | undefined {
  return /^bearer +([A-Za-z0-9._~+/-]+=*)$/i.exec(authorization ?? '')?.[1]
}

function refuse(status: number, error: string, description: string, wwwAuthenticate: string): BearerVerdict {
  const headers = { 'WWW-Authenticate': wwwAuthenticate }
  return { ok: false, response: jsonResponse(status, { error, error_description: description }, headers) }
}
