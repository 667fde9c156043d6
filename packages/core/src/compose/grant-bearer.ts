import type { AuthenticationRule } from '../http/authentication/authentication-rule.js'
import { type BearerCheck, bearerCheck } from '../http/bearer/bearer-check.js'
import { bearerOnly } from '../http/bearer/challenges.js'
import { checkBearerRule, findActiveClaims } from '../http/bearer/create-bearer-check.js'
import { type ResourceProofs, resourceProofsOf } from '../http/bearer/prove-token.js'
import { ConfigurationError, problem } from '../misuse/configuration-error.js'
import { checkOptionNames, type OptionNames } from '../misuse/option-names.js'
import type { Clock } from '../ports/runtime.js'
import type { InternalService } from '../service/internal-service.js'
import { parseUrl } from '../service/text/urls.js'

/** The access tokens that a route of the host accepts. */
export interface GrantBearerRule {
  /**
   * The token must have all of these scope values.
   *
   * @defaultValue none
   */
  readonly scope?: readonly string[]
  /**
   * The token's `aud` must contain one of these, such as the RFC 8707 resource of the route.
   *
   * @defaultValue `tokens.audience`, or else the issuer: what a token has if its grant names no resource
   */
  readonly audience?: readonly string[]
  /**
   * Whether a revoked token is refused at once, and so is a token of a disabled account or client. It costs a look-up of
   * the grant, the account and the client. Without `stores.families` no grant can be revoked, so it looks up only the other
   * two. With `false`, a token is accepted until it expires.
   *
   * @defaultValue `true`
   */
  readonly revocation?: boolean
  /**
   * The schemes of `Authorization` headers with a token (RFC 9110 §11.1), in any case. `Bearer` must be one of them. For
   * clients that write another word, such as those of GitHub: `['Bearer', 'token']`.
   *
   * @defaultValue `['Bearer']` (RFC 6750 §2.1)
   */
  readonly schemes?: readonly string[]
  /**
   * Whether each DPoP proof is accepted once (RFC 9449 §11.1). It costs a call to `stores.jtis`. With `false`, somebody who
   * sees a request can send it again for 60 seconds, or for some minutes if its proof has a nonce.
   *
   * @defaultValue `true`
   */
  readonly singleUseProofs?: boolean
  /**
   * The origin at which clients know the route, such as `https://api.example.com`. The proof of a bound token must name it.
   *
   * @defaultValue the origin of `baseUrl`
   */
  readonly origin?: string
  /**
   * The sign-in that the route demands of the person behind a token. The challenge of a refused request tells the client what to
   * ask for (RFC 9470 §3).
   *
   * @defaultValue any sign-in
   */
  readonly authentication?: AuthenticationRule
}

const owner = 'grant.bearer'
const ruleNames: OptionNames<GrantBearerRule> = {
  scope: true,
  audience: true,
  revocation: true,
  schemes: true,
  singleUseProofs: true,
  origin: true,
  authentication: true,
}

/** Returns the function `bearer` of a device grant with this `baseUrl`. */
export function createGrantBearer(
  service: InternalService,
  baseUrl: string,
  clock: Clock,
): (rule?: GrantBearerRule) => BearerCheck {
  return (rule = {}) => {
    checkOptionNames(owner, rule, ruleNames)
    const { scope = [], audience, revocation = true, schemes = bearerOnly, singleUseProofs = true } = rule
    const { authentication, origin = new URL(baseUrl).origin } = rule
    const canVerify = service.verifyToken !== undefined
    checkBearerRule(owner, { canVerify, scope, schemes, authentication, ...(audience !== undefined && { audience }) })
    checkTruth('revocation', revocation)
    checkTruth('singleUseProofs', singleUseProofs)
    checkOrigin(origin)
    return async (request) => {
      const call = service.startCall()
      const check = bearerCheck({
        scope,
        schemes,
        authentication,
        clock,
        proofs: proofsFor(resourceProofsOf(service, origin, call), singleUseProofs),
        accept: async (token) =>
          revocation ? findActiveClaims(service, token, audience, call) : service.verifyToken?.(token, audience, call),
      })
      return check(request)
    }
  }
}

function checkOrigin(origin: unknown): void {
  if (typeof origin === 'string' && /^https?:/.test(origin) && parseUrl(origin)?.origin === origin) return
  const message = `origin of ${owner} must be an origin, such as https://api.example.com`
  throw new ConfigurationError([problem('invalid-value', 'origin', message)])
}

function checkTruth(name: keyof GrantBearerRule, value: unknown): void {
  if (typeof value === 'boolean') return
  throw new ConfigurationError([problem('invalid-value', name, `${name} of ${owner} must be true or false`)])
}

function proofsFor(proofs: ResourceProofs | undefined, singleUse: boolean): ResourceProofs | undefined {
  if (proofs === undefined || singleUse) return proofs
  const { use: _use, ...reusable } = proofs
  return reusable
}
