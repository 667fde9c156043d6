import type { AccessTokenClaims } from '../../ports/token-issuer.js'
import { type AuthenticationOptions, lackingAuthentication } from '../authentication/authentication-rule.js'
import type { HttpResponse } from '../message.js'
import { type Challenger, createChallenger } from './challenges.js'
import { proveToken, type ResourceProofs } from './prove-token.js'
import { type Credentials, credentialsOf, type ResourceRequest } from './resource-request.js'

/** The claims of an accepted token, or the response that refuses the request. */
export type BearerVerdict =
  | {
      readonly ok: true
      readonly claims: AccessTokenClaims
      /** Headers for the response of the route: `DPoP-Nonce`, when the client needs a newer nonce (RFC 9449 §8.2). */
      readonly headers?: Readonly<Record<string, string>>
    }
  | { readonly ok: false; readonly response: HttpResponse }

/**
 * Checks the token of a request. With the value of the `Authorization` header alone it accepts Bearer tokens only, and refuses
 * every token that is bound to a key. With the whole request it also accepts bound tokens with their proof. Rejects only
 * if a port fails.
 */
export type BearerCheck = (request: string | ResourceRequest | null | undefined) => Promise<BearerVerdict>

/** What a check needs. */
export interface BearerCheckDeps extends AuthenticationOptions {
  readonly scope: readonly string[]
  readonly schemes: readonly string[]
  /** Absent: tokens that are bound to a key are refused. */
  readonly proofs?: ResourceProofs | undefined
  /** Returns the claims of a token that is valid for the route. */
  readonly accept: (accessToken: string) => Promise<AccessTokenClaims | undefined>
}

/** Returns the check of a route. */
export function bearerCheck(deps: BearerCheckDeps): BearerCheck {
  const { schemes, proofs } = deps
  const challenger = createChallenger(proofs?.algorithms)
  return async (given) => {
    const request = typeof given === 'string' ? { authorization: given } : (given ?? {})
    const { authorization } = request
    const credentials = credentialsOf(authorization, schemes, proofs !== undefined)
    if (credentials === undefined) return refused(challenger.missing)
    if (credentials.scheme === 'Bearer') return acceptUnbound(deps, credentials, challenger)
    if (proofs === undefined || !('url' in request))
      return refused(challenger.invalidProof('invalid_dpop_proof', headerOnly))
    return acceptBound(deps, proofs, request, credentials, challenger)
  }
}

// RFC 9449 §7.2: a token that is bound to a key must never pass as a Bearer token.
async function acceptUnbound(
  deps: BearerCheckDeps,
  { token }: Credentials,
  challenger: Challenger,
): Promise<BearerVerdict> {
  const claims = await deps.accept(token)
  if (claims === undefined) return refused(challenger.invalidToken('Bearer', notValid))
  if (claims.confirmation !== undefined) {
    return refused(challenger.invalidToken('Bearer', 'The access token is bound to a key: it needs the scheme DPoP.'))
  }
  return asDemanded(deps, claims, 'Bearer', challenger)
}

async function acceptBound(
  deps: BearerCheckDeps,
  proofs: ResourceProofs,
  request: ResourceRequest,
  { token }: Credentials,
  challenger: Challenger,
): Promise<BearerVerdict> {
  const proven = await proveToken(proofs, request, token, challenger)
  if ('refusal' in proven) return refused(proven.refusal)
  const claims = await deps.accept(token)
  // A token that is bound to no key must not look as if it were.
  if (claims?.confirmation === undefined) return refused(challenger.invalidToken('DPoP', notValid))
  if (claims.confirmation.jkt !== proven.key.jkt) return refused(challenger.invalidToken('DPoP', otherKey))
  const verdict = asDemanded(deps, claims, 'DPoP', challenger)
  if (!verdict.ok) return verdict
  const used = await proofs.use?.(proven.key, claims.clientId)
  if (used !== undefined) return refused(challenger.invalidProof('invalid_dpop_proof', used.description))
  return proven.nonce === undefined ? verdict : { ...verdict, headers: { 'DPoP-Nonce': proven.nonce } }
}

function asDemanded(
  deps: BearerCheckDeps,
  claims: AccessTokenClaims,
  scheme: Credentials['scheme'],
  challenger: Challenger,
): BearerVerdict {
  const { scope } = deps
  if (!scope.every((value) => claims.scope.includes(value))) return refused(challenger.insufficientScope(scheme, scope))
  const lacking = lackingAuthentication(deps, claims)
  return lacking === undefined ? { ok: true, claims } : refused(challenger.insufficientAuthentication(scheme, lacking))
}

function refused(response: HttpResponse): BearerVerdict {
  return { ok: false, response }
}

const headerOnly = 'This route reads only the Authorization header, so it accepts no token with a DPoP proof.'
const otherKey = 'The DPoP proof has another key than the access token.'
const notValid = 'The access token is not valid here.'
