import { beginFamily, type GrantFacts, type LiveFamily, type TokenFamily } from '../../machine/token-family.js'
import type { Client } from '../../ports/client-registry.js'
import type { IssuedTokens } from '../../ports/token-issuer.js'
import type { DialectTerms } from '../../protocol/command.js'
import type { Organizations } from '../../protocol/organization.js'
import type { TokensIssued } from '../../protocol/outcome.js'
import type { Call } from '../call/call.js'
import { type FamilyContext, hasFamilies, type ServiceContext } from '../call/context.js'
import { writeOnce } from '../call/write-once.js'
import { capsOf, endDisplaced } from './displaced-grants.js'
import { organizationsFor, organizationsOf } from './organizations.js'
import { digestRefreshToken, makeRefreshToken } from './refresh-token.js'
import { wrapRefreshToken } from './signed-refresh-token.js'
import { tokensIssued } from './token-response.js'

/** The members of a client that decide whether it gets refresh tokens. */
export type RefreshRules = Pick<Client, 'grantTypes' | 'refreshTokens'>

/**
 * Makes the first tokens of a grant and starts their family. Returns `ended` if a person or a host ended the grant
 * after an earlier attempt had stored its family, or if the account has left the organization of the grant. It may be
 * called again with the same grant: after any failure there is still only one family. `resources` are those of these
 * tokens. A refresh may ask for others of the grant (RFC 8707 §2.2).
 */
export async function mintTokens(
  context: ServiceContext,
  asked: GrantFacts,
  rules: RefreshRules,
  terms: DialectTerms,
  resources: readonly string[],
  call: Call,
): Promise<TokensIssued | 'ended'> {
  const organizations = await organizationsNow(context, terms, asked, call)
  if (organizations === 'left') return 'ended'
  const grant = inOrganization(asked, organizations)
  const { grantId, origin, subject, clientId, scope, authenticatedAt, organization, confirmation } = grant
  const issued = await context.tokens.issue(call, {
    grantId,
    tokenSetId: grantId,
    occasion: origin,
    subject,
    clientId,
    scope,
    resources,
    authenticatedAt,
    ...(organization !== undefined && { organization }),
    ...(confirmation && { confirmation }),
  })
  const details = { scope, ...(organizations && { organizations }) }
  if (!hasFamilies(context)) {
    return tokensIssued(issued, { ...details, ...(issued.refreshToken && { refreshToken: issued.refreshToken }) })
  }
  const now = context.clock.now()
  const token = isLasting(grant, rules) ? makeRefreshToken(context, grantId) : undefined
  const family = beginFamily(
    grant,
    {
      accessLifetime: issued.lifetime,
      ...(token !== undefined && { refreshToken: digestRefreshToken(context.digester, token) }),
    },
    context.policy,
    now,
  )
  const response = tokensIssued(withoutOwnRefresh(issued), {
    ...details,
    ...(token !== undefined && refreshResponse(context, terms, token, family)),
  })
  return (await open(context, family, call)) ? response : 'ended'
}

/**
 * Returns what the client receives: the refresh token in the form of its dialect, and its longest possible lifetime.
 */
export function refreshResponse(
  { clock, digester }: ServiceContext,
  { refreshTokens }: DialectTerms,
  token: string,
  { rotation }: LiveFamily,
): Pick<TokensIssued, 'refreshToken' | 'refreshLifetime'> {
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

// OpenID Connect Core §11 defines `offline_access`. A client with the rule `always` does not need it.
function isLasting({ scope }: GrantFacts, { grantTypes, refreshTokens }: RefreshRules): boolean {
  return grantTypes.includes('refresh_token') && (refreshTokens === 'always' || scope.includes('offline_access'))
}

// A family that an earlier attempt stored is overwritten: no client received its tokens, or the grant would be settled.
async function open(context: FamilyContext, family: LiveFamily, call: Call): Promise<boolean> {
  const { families } = context
  const { result, displaced } = await families.create(call, family, capsOf(context.policy))
  await endDisplaced(context, displaced, call)
  if (result === 'created') return true
  const seen = await families.find(call, family.grantId)
  if (seen?.family.status === 'ended') return false
  if (seen === undefined)
    throw new Error('`stores.families.create` returned `taken`, but `stores.families.find` finds no such family')
  if (isSame(seen.family, family)) return true
  const done = await writeOnce({
    write: () => families.replace(call, seen, family),
    isStored: async () => isSame((await families.find(call, family.grantId))?.family, family),
  })
  if (done) return true
  throw new Error('another process changed the family of a grant that this process has claimed')
}

// The database client of a store may send a write twice and receive only the reply to the second one.
function isSame(stored: TokenFamily | undefined, family: LiveFamily): boolean {
  if (stored?.status !== 'live') return false
  return stored.rotation?.current === family.rotation?.current && stored.accessUntil === family.accessUntil
}
