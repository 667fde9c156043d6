import type { Requester } from '../../machine/authorization.js'
import type { Confirmation } from '../../machine/families/token-family.js'
import type { RefreshTokenDigest, SealedResponse } from '../../machine/names.js'
import { sameScope } from '../../machine/scope.js'
import type { Instant } from '../../machine/time.js'
import type { IssuedTokens } from '../../ports/token-issuer.js'
import type { TokensIssued } from '../../protocol/outcome.js'
import { isProblem, type Problem, problem } from '../../protocol/problem.js'
import type { ProvenKey } from '../../protocol/proof.js'
import type { ServiceContext } from '../call/context.js'

/** The members of a token response that do not come from the issuer. */
export type ResponseDetails = Pick<TokensIssued, 'issuedAt' | 'scope' | 'organizations'>

/** The members of a token response with a refresh token. */
export type RefreshDetails = Pick<TokensIssued, 'refreshToken' | 'refreshLifetime'>

/** Builds the token response for a client, with the actual scope of the tokens. */
export function tokensIssued(issued: IssuedTokens, details: ResponseDetails, refresh?: RefreshDetails): TokensIssued {
  const { accessToken, tokenType, lifetime, idToken } = issued
  return { kind: 'tokensIssued', accessToken, tokenType, lifetime, ...details, ...refresh, ...(idToken && { idToken }) }
}

/** What a token request asks for. An absent or empty member asks for everything that was granted. */
export interface Asked {
  readonly scope?: readonly string[] | undefined
  readonly resources: readonly string[]
  /** The key that the tokens shall be bound to. */
  readonly key?: Pick<ProvenKey, 'jkt'> | undefined
}

/**
 * What a new family begins with, as far as neither the record of the device code nor the response has it. It is sealed
 * with the response, so another process can store the family if the process that made the tokens dies.
 */
export interface FamilyBeginning {
  readonly at: Instant
  readonly requester: Requester
  /** Absent if the grant has no refresh token. */
  readonly refreshToken?: RefreshTokenDigest
  /** The key that every refresh must prove. */
  readonly confirmation?: Confirmation
}

/**
 * Seals a token response so that only `secret` opens it. It can then be given again to the same request. `beginning` is
 * that of the family which the first tokens of a grant begin.
 */
export function sealTokens(
  { sealer }: Sealing,
  secret: string,
  asked: Asked,
  response: TokensIssued,
  beginning?: FamilyBeginning,
): SealedResponse {
  const { scope = [], resources, key } = asked
  return sealer.seal(secret, JSON.stringify({ asked: { scope, resources, jkt: key?.jkt }, response, beginning }))
}

/**
 * Opens a response that `sealTokens` sealed. A request for something else is refused: a client must never use tokens of
 * one resource for another (RFC 8707 §3). Throws on anything that `sealTokens` did not make.
 */
export function openTokens(
  sealing: Sealing,
  secret: string,
  asked: Asked,
  sealed: SealedResponse,
): TokensIssued | Problem {
  const kept = openFirstTokens(sealing, secret, asked, sealed)
  return isProblem(kept) ? kept : kept.response
}

/** The same for the first tokens of a grant. Also returns the beginning of their family, if they have one. */
export function openFirstTokens(
  { sealer }: Sealing,
  secret: string,
  { scope = [], resources, key }: Asked,
  sealed: SealedResponse,
): Pick<Kept, 'response' | 'beginning'> | Problem {
  const kept: unknown = JSON.parse(sealer.open(secret, sealed))
  if (!isKept(kept)) throw new Error('the content of a sealed response is not a token response')
  if (!sameScope(scope, kept.asked.scope)) return problem('invalidScope', 'The tokens were given for another scope.')
  if (!sameScope(resources, kept.asked.resources)) {
    return problem('invalidTarget', 'The tokens were given for other resources.')
  }
  if (key?.jkt !== kept.asked.jkt) return problem('invalidProof', 'The tokens were given for another key.')
  return kept
}

type Sealing = Pick<ServiceContext, 'sealer'>

interface Kept {
  readonly asked: { readonly scope: readonly string[]; readonly resources: readonly string[]; readonly jkt?: string }
  readonly response: TokensIssued
  readonly beginning?: FamilyBeginning
}

// Only this server can seal, so the members are as it wrote them.
function isKept(value: unknown): value is Kept {
  return typeof value === 'object' && value !== null && 'asked' in value && 'response' in value
}
