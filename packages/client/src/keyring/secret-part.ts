import { randomBytes } from 'node:crypto'
import { isObject } from '../tokens/is-object.js'
import { isDpopJwk } from '../tokens/stored-tokens.js'
import type { DpopJwk, StoredTokens, TokenOwner } from '../tokens/token-store.js'

/** What the keyring keeps of tokens. */
export interface SecretPart {
  readonly version: 1
  /** Random, the same in both parts. */
  readonly id: string
  /** The id of the tokens before, if they were of the same sign-in. */
  readonly after?: string
  readonly refreshToken?: string
  readonly dpopKey?: DpopJwk
}

/** What the file keeps of tokens. */
export interface FilePart {
  readonly version: 1
  readonly id: string
  readonly tokens: Omit<StoredTokens, 'refreshToken' | 'dpopKey'>
}

/** Both parts, of which one may be missing. */
export interface Parts {
  readonly secret: SecretPart | undefined
  readonly file: FilePart | undefined
}

/** Splits tokens. `before` are the parts that are kept now. */
export function split(tokens: StoredTokens, before: Parts): { readonly secret: SecretPart; readonly file: FilePart } {
  const { refreshToken, dpopKey, ...rest } = tokens
  const id = randomBytes(9).toString('base64url')
  const secret: SecretPart = {
    version: 1,
    id,
    ...(isSameGrant(tokens, before) && { after: before.secret.id }),
    ...(refreshToken !== undefined && { refreshToken }),
    ...(dpopKey !== undefined && { dpopKey }),
  }
  return { secret, file: { version: 1, id, tokens: rest } }
}

/**
 * Joins the parts. There are tokens if the keyring has its part. If the file is older, because a process was killed between
 * the two writes, its access token may have ended; it stays if it is of the same sign-in. Without a file of the same sign-in
 * the access token is empty and has ended, so that a refresh comes first.
 */
export function join({ secret, file }: Parts, owner: TokenOwner): StoredTokens | undefined {
  if (secret === undefined) return undefined
  const { refreshToken, dpopKey } = secret
  const secrets = { ...(refreshToken !== undefined && { refreshToken }), ...(dpopKey !== undefined && { dpopKey }) }
  if (file !== undefined && belongTogether(secret, file)) return { ...file.tokens, ...secrets }
  // Nothing of these tokens can be used.
  if (refreshToken === undefined) return undefined
  const tokenType = dpopKey === undefined ? 'bearer' : 'dpop'
  return { ...emptyTokens, issuer: owner.issuer, clientId: owner.clientId, tokenType, ...secrets }
}

/** Whether the file part is that of the secret part, or the one before it. */
export function belongTogether(secret: SecretPart, file: FilePart): boolean {
  return file.id === secret.id || file.id === secret.after
}

/** Whether a value is the part of the keyring. */
export function isSecretPart(value: unknown): value is SecretPart {
  return (
    isObject(value) &&
    value['version'] === 1 &&
    typeof value['id'] === 'string' &&
    ['after', 'refreshToken'].every((name) => ['string', 'undefined'].includes(typeof value[name])) &&
    (value['dpopKey'] === undefined || isDpopJwk(value['dpopKey']))
  )
}

const emptyTokens = { version: 1, scope: '', accessToken: '', receivedAt: 0, expiresAt: 0 } as const

// A refresh keeps the account and the key. The tokens of another account must not get its name.
function isSameGrant(tokens: StoredTokens, before: Parts): before is Parts & { readonly secret: SecretPart } {
  const { secret, file } = before
  if (secret === undefined || file?.id !== secret.id) return false
  return file.tokens.subject === tokens.subject && secret.dpopKey?.x === tokens.dpopKey?.x
}
