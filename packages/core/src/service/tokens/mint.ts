import { authenticationOf } from '../../machine/authentication.js'
import { beginFamily, type GrantFacts, type LiveFamily } from '../../machine/families/token-family.js'
import type { Client } from '../../ports/client-registry.js'
import type { IssuedTokens } from '../../ports/token-issuer.js'
import type { DialectTerms } from '../../protocol/command.js'
import type { Organizations } from '../../protocol/organization.js'
import type { TokensIssued } from '../../protocol/outcome.js'
import type { ProvenKey } from '../../protocol/proof.js'
import type { Call } from '../call/call.js'
import { hasFamilies, type ServiceContext } from '../call/context.js'
import { idTokenClaims } from '../client/person-claims.js'
import { checkLifetime, longestLifetimeOf } from '../risk/capped-lifetime.js'
import { openFamily } from './open-family.js'
import { organizationsFor, organizationsOf } from './organizations.js'
import { digestRefreshToken, makeRefreshToken, subjectToSeal } from './refresh-token.js'
import { wrapRefreshToken } from './signed-refresh-token.js'
import { type RefreshDetails, tokensIssued } from './token-response.js'

/** The members of a client that decide whether it gets refresh tokens, and what binds them. */
export type RefreshRules = Pick<Client, 'grantTypes' | 'refreshTokens' | 'authMethods'>

/** The first tokens that a grant shall have. */
export interface FirstTokensRequest {
  readonly grant: GrantFacts
  readonly rules: RefreshRules
  readonly terms: DialectTerms
  /** Those of these tokens. A refresh may ask for others of the grant (RFC 8707 §2.2). */
  readonly resources: readonly string[]
  /** The key to bind the tokens to. */
  readonly key?: Pick<ProvenKey, 'jkt'> | undefined
}

/** The first tokens of a grant, and the family that they begin. A host with its own refresh tokens has no families. */
export interface FirstTokens {
  readonly response: TokensIssued
  readonly family?: LiveFamily
}

/**
 * Makes the first tokens of a grant and starts their family. Returns `ended` if the grant has ended, or if the account
 * has left its organization.
 */
export async function mintTokens(
  context: ServiceContext,
  request: FirstTokensRequest,
  call: Call,
): Promise<TokensIssued | 'ended'> {
  const made = await makeFirstTokens(context, request, call)
  if (made === 'left') return 'ended'
  if (made.family === undefined || !hasFamilies(context)) return made.response
  return (await openFamily(context, made.family, call)) ? made.response : 'ended'
}

/**
 * Makes the first tokens of a grant, and stores nothing. Returns `left` if the account has left the organization of the
 * grant. It may be called again with the same grant.
 */
export async function makeFirstTokens(
  context: ServiceContext,
  { grant: asked, rules, terms, resources, key }: FirstTokensRequest,
  call: Call,
): Promise<FirstTokens | 'left'> {
  const organizations = await organizationsNow(context, terms, asked, call)
  if (organizations === 'left') return 'left'
  const grant = inOrganization(asked, organizations)
  const { grantId, origin, subject, clientId, scope, organization } = grant
  const confirmation = key && { jkt: key.jkt }
  const issued = await context.tokens.issue(call, {
    grantId,
    tokenSetId: grantId,
    occasion: origin,
    subject,
    clientId,
    scope,
    resources,
    ...authenticationOf(grant),
    ...(organization !== undefined && { organization }),
    ...(await idTokenClaims(context, grant, call)),
    ...(confirmation && { confirmation }),
    ...longestLifetimeOf(grant),
  })
  checkLifetime(context, issued, grant)
  const now = context.clock.now()
  const details = { issuedAt: now, scope, ...(organizations && { organizations }) }
  if (!hasFamilies(context)) {
    const { refreshToken } = issued
    return { response: tokensIssued(issued, details, refreshToken ? { refreshToken } : undefined) }
  }
  const token = isLasting(grant, rules)
    ? makeRefreshToken(context, grantId, subjectToSeal(context, subject))
    : undefined
  const family = beginFamily(
    { ...grant, ...(confirmation && isPublic(rules) && { confirmation }) },
    {
      accessLifetime: issued.lifetime,
      ...(token !== undefined && { refreshToken: digestRefreshToken(context.digester, token) }),
    },
    context.policy,
    now,
  )
  const refresh = token === undefined ? undefined : refreshResponse(context, terms, token, family)
  const response = tokensIssued(withoutOwnRefresh(issued), details, refresh)
  return { response, family }
}

/**
 * Returns what the client receives: the refresh token in the form of its dialect, and its longest possible lifetime.
 */
export function refreshResponse(
  { clock, digester }: ServiceContext,
  { refreshTokens }: DialectTerms,
  token: string,
  { rotation }: LiveFamily,
): RefreshDetails {
  const now = clock.now()
  const expiresAt = rotation?.expiresAt ?? now
  const refreshToken = refreshTokens === 'signed' ? wrapRefreshToken(digester, token, now, expiresAt) : token
  return { refreshToken, refreshLifetime: expiresAt - now }
}

// A login is for the usual organization at this moment. An approval already has its organization, or has none.
function organizationsNow(
  context: ServiceContext,
  terms: DialectTerms,
  grant: GrantFacts,
  call: Call,
): Promise<Organizations | undefined | 'left'> {
  if (grant.origin === 'deviceCode') return organizationsFor(context, terms, grant, call)
  return organizationsOf(context, terms, grant.subject, call)
}

function inOrganization({ organization, ...grant }: GrantFacts, organizations: Organizations | undefined): GrantFacts {
  const key = organizations === undefined ? organization : organizations.chosen?.key
  return key === undefined ? grant : { ...grant, organization: key }
}

/**
 * Returns the issued tokens. Throws a `TypeError` if the issuer made a refresh token: no family knows it, so it is
 * useless.
 */
export function withoutOwnRefresh(issued: IssuedTokens): IssuedTokens {
  if (issued.refreshToken === undefined) return issued
  throw new TypeError(
    'both the token issuer and `stores.families` make refresh tokens: remove one of them from the configuration',
  )
}

// RFC 9449 §5: the key binds the refresh tokens of a public client. Those of another client are bound to its
// authentication, so it may use a new key at each refresh.
function isPublic({ authMethods }: RefreshRules): boolean {
  return authMethods.includes('none')
}

// OpenID Connect Core §11 defines `offline_access`. A client with the rule `always` does not need it.
function isLasting({ scope }: GrantFacts, { grantTypes, refreshTokens }: RefreshRules): boolean {
  return grantTypes.includes('refresh_token') && (refreshTokens === 'always' || scope.includes('offline_access'))
}
