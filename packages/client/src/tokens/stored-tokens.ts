import type { GrantedTokens } from '../server/request-tokens.js'
import type { Instant } from '../time/time.js'
import { isObject } from './is-object.js'
import type { DpopJwk, StoredTokens, TokenOwner } from './token-store.js'

/** What does not come with new tokens: the owner, the key, and what was asked for or had before. */
export interface TokenContext {
  readonly owner: TokenOwner
  readonly scope: string
  readonly receivedAt: Instant
  readonly dpopKey?: DpopJwk
  /** The tokens before a refresh. Their refresh token stays if no new one came (RFC 6749 §6). */
  readonly before?: StoredTokens
}

/** Makes what is kept of granted tokens. */
export function toStoredTokens(granted: GrantedTokens, context: TokenContext): StoredTokens {
  const { owner, receivedAt, dpopKey, before } = context
  const refreshToken = granted.refreshToken ?? before?.refreshToken
  const subject = granted.subject ?? before?.subject
  const name = granted.name ?? before?.name
  return {
    version: 1,
    issuer: owner.issuer,
    clientId: owner.clientId,
    scope: granted.scope ?? before?.scope ?? context.scope,
    tokenType: granted.tokenType,
    accessToken: granted.accessToken,
    receivedAt,
    ...(granted.lifetime !== undefined && { expiresAt: receivedAt + granted.lifetime }),
    ...(refreshToken !== undefined && { refreshToken }),
    ...(subject !== undefined && { subject }),
    ...(name !== undefined && { name }),
    ...(dpopKey !== undefined && { dpopKey }),
  }
}

/** Whether a value that was read from a place is stored tokens of this version. */
export function isStoredTokens(value: unknown): value is StoredTokens {
  if (!isObject(value)) return false
  const { version, tokenType, receivedAt, dpopKey } = value
  return (
    version === 1 &&
    (tokenType === 'bearer' || tokenType === 'dpop') &&
    typeof receivedAt === 'number' &&
    ['issuer', 'clientId', 'scope', 'accessToken'].every((name) => typeof value[name] === 'string') &&
    ['refreshToken', 'subject', 'name'].every((name) => ['string', 'undefined'].includes(typeof value[name])) &&
    ['number', 'undefined'].includes(typeof value['expiresAt']) &&
    (dpopKey === undefined || isDpopJwk(dpopKey))
  )
}

/** Whether a value is a private key as DPoP uses it. */
export function isDpopJwk(value: unknown): value is DpopJwk {
  return isObject(value) && ['kty', 'crv', 'x', 'd'].every((name) => typeof value[name] === 'string')
}
