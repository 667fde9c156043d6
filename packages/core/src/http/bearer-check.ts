import { writeScope } from '../machine/scope.js'
import { checkOptionNames, type OptionNames } from '../misuse/option-names.js'
import type { AccessTokenClaims, TokenIssuer } from '../ports/token-issuer.js'
import { jsonAnswer } from './answers.js'
import type { HttpAnswer } from './message.js'

/** What one of the host's routes wants of an access token. */
export interface BearerRule {
  /** The token must be for one of these (its `aud`): the issuer, or the route's RFC 8707 resource. */
  readonly audience: readonly string[]
  /** The token must have all of these scope values. */
  readonly scope?: readonly string[]
  /**
   * Asks whether the grant of a token still stands, so that a revoked one is refused at once and not when it expires:
   * `grant.service.isTokenStanding`. Unless given, a token is good until it expires.
   */
  readonly isStanding?: (claims: AccessTokenClaims) => Promise<boolean>
}

/** A token that may pass, or the answer for whoever presented none or another. */
export type BearerVerdict =
  | { readonly ok: true; readonly claims: AccessTokenClaims }
  | { readonly ok: false; readonly answer: HttpAnswer }

/** Checks the value of an `Authorization` header. Rejects only when the issuer fails, or the store where it is asked. */
export type BearerCheck = (authorization: string | undefined) => Promise<BearerVerdict>

const ruleNames: OptionNames<BearerRule> = { audience: true, scope: true, isStanding: true }

/** A check for the host's own routes: who is calling, by an RFC 6750 Bearer token of this issuer. */
export function createBearerCheck(tokens: Required<Pick<TokenIssuer, 'verify'>>, rule: BearerRule): BearerCheck {
  checkOptionNames('createBearerCheck', rule, ruleNames)
  const { audience, scope = [], isStanding = async () => true } = rule
  return async (authorization) => {
    const token = bearerToken(authorization)
    // RFC 6750 §3.1: without any token the challenge names no error.
    if (token === undefined) return refuse(401, 'invalid_token', 'An access token is required.', challenge)
    const claims = await tokens.verify(token, audience)
    if (claims === undefined || !(await isStanding(claims))) {
      return refuse(401, 'invalid_token', 'The access token is not valid here.', `${challenge}, error="invalid_token"`)
    }
    if (!scope.every((value) => claims.scope.includes(value))) {
      const wanted = `${challenge}, error="insufficient_scope", scope="${writeScope(scope)}"`
      return refuse(403, 'insufficient_scope', 'The access token lacks a scope.', wanted)
    }
    return { ok: true, claims }
  }
}

const challenge = 'Bearer realm="devicegrant"'

/** The token in an RFC 6750 §2.1 `Authorization` header. */
export function bearerToken(authorization: string | undefined): string | undefined {
  return /^bearer +([A-Za-z0-9._~+/-]+=*)$/i.exec(authorization ?? '')?.[1]
}

function refuse(status: number, error: string, description: string, wwwAuthenticate: string): BearerVerdict {
  const headers = { 'WWW-Authenticate': wwwAuthenticate }
  return { ok: false, answer: jsonAnswer(status, { error, error_description: description }, headers) }
}
