import { DeviceLoginError } from '../failures/device-login-error.js'
import type { ClientEvent } from '../login/events.js'
import { lastAnswerOf } from '../login/law-words.js'
import { type Connection, hostOf } from '../server/connection.js'
import type { ProofKey } from '../server/proof-key.js'
import type { TokenAnswer } from '../server/request-tokens.js'
import type { Time } from '../time/time.js'
import { checkBinding } from '../tokens/check-binding.js'
import { isSameSignIn } from '../tokens/memory-tokens.js'
import { toStoredTokens } from '../tokens/stored-tokens.js'
import type { StoredTokens, TokenStore } from '../tokens/token-store.js'
import { isAlive, notLoggedIn } from './access-token.js'
import { refreshUntilAnswered } from './refresh-requests.js'

/** What a refresh works with. */
export interface RefreshContext {
  readonly store: TokenStore
  readonly time: Time
  /** The key that the tokens are bound to. It remembers the nonces of the server. */
  keyOf(tokens: StoredTokens): Promise<ProofKey | undefined>
  connect(signal?: AbortSignal): Promise<Connection>
  report(event: ClientEvent): void
}

/**
 * Replaces tokens by new ones, safely beside other processes that do the same (RFC 6749 §6). `seen` are the tokens that the
 * caller no longer wants: if others are kept by now, somebody else has refreshed, and they are returned.
 */
export function refreshTokens(
  context: RefreshContext,
  seen: StoredTokens,
  signal?: AbortSignal,
): Promise<StoredTokens> {
  return context.store.exclusive(async () => {
    const kept = await context.store.read()
    if (kept === undefined) throw notLoggedIn()
    if (!isSameSignIn(kept, seen) && isAlive(kept, context.time.now())) return adopt(context, kept)
    return refreshKept(context, kept, signal)
  }, signal)
}

async function refreshKept(
  context: RefreshContext,
  kept: StoredTokens,
  signal: AbortSignal | undefined,
): Promise<StoredTokens> {
  if (kept.refreshToken === undefined) throw ended(context)
  const connection = await context.connect(signal)
  const key = await context.keyOf(kept)
  const answer = await refreshUntilAnswered(context.report, connection, kept.refreshToken, key, signal)
  if (answer.type === 'granted') return keep(context, connection, kept, answer)
  if (answer.type !== 'error')
    throw new DeviceLoginError({ code: 'unreachable', ...lastAnswerOf(answer, hostOf(connection)) })
  if (answer.error === 'invalid_grant') return afterRefusal(context, kept)
  const { error, description } = answer
  throw new DeviceLoginError({ code: 'refused', error, ...(description !== undefined && { description }) })
}

async function keep(
  context: RefreshContext,
  connection: Connection,
  before: StoredTokens,
  { tokens: granted }: Extract<TokenAnswer, { readonly type: 'granted' }>,
): Promise<StoredTokens> {
  if (granted.subject !== undefined && before.subject !== undefined && granted.subject !== before.subject) {
    const description = 'the new tokens are for another account'
    throw new DeviceLoginError({ code: 'refused', error: 'invalid_response', description })
  }
  const { store, report } = context
  const { dpopKey } = before
  checkBinding(granted, dpopKey !== undefined, dpopKey !== undefined)
  const tokens = toStoredTokens(granted, {
    owner: before,
    scope: before.scope,
    receivedAt: connection.settings.time.now(),
    before,
    ...(dpopKey !== undefined && { dpopKey }),
  })
  const kept = await keepInPlaceOf(store, before, tokens).catch((cause: unknown) => {
    report({ type: 'notKept', place: store.place })
    throw new NotKept(before, tokens, { cause })
  })
  if (kept === undefined) throw notLoggedIn()
  if (kept !== tokens) return adopt(context, kept)
  report({ type: 'refreshed', ...(tokens.expiresAt !== undefined && { expiresAt: tokens.expiresAt }) })
  return tokens
}

/**
 * Writes tokens in the place of those that were kept before, and resolves to what is kept then. A process without the lock may
 * have been faster. Then its newer tokens or its sign-out stay: older tokens would end the grant at the next refresh.
 */
export async function keepInPlaceOf(
  store: TokenStore,
  before: StoredTokens,
  tokens: StoredTokens,
): Promise<StoredTokens | undefined> {
  const kept = await store.read()
  if (kept === undefined || !isSameSignIn(kept, before)) return kept
  await store.write(tokens)
  return tokens
}

/** New tokens could not be written. They work, and the old ones do not any more. */
export class NotKept extends Error {
  readonly before: StoredTokens
  readonly tokens: StoredTokens

  constructor(before: StoredTokens, tokens: StoredTokens, options: { readonly cause: unknown }) {
    super('the new tokens could not be written', options)
    this.before = before
    this.tokens = tokens
  }
}

/** The server does not take the token that was sent. If other tokens are kept by now, they are the successors. */
async function afterRefusal(context: RefreshContext, sent: StoredTokens): Promise<StoredTokens> {
  const kept = await context.store.read()
  if (kept !== undefined && !isSameSignIn(kept, sent)) return adopt(context, kept)
  return endSession(context, sent)
}

async function endSession(context: RefreshContext, sent: StoredTokens): Promise<never> {
  await context.store.remove(sent)
  throw ended(context)
}

// Without a refresh token only the clock of this device says so, which can be wrong. So the tokens stay then.
function ended({ report }: RefreshContext): DeviceLoginError {
  report({ type: 'ended', code: 'sessionEnded' })
  return new DeviceLoginError({ code: 'sessionEnded' })
}

function adopt({ report }: RefreshContext, kept: StoredTokens): StoredTokens {
  report({ type: 'adopted', ...(kept.expiresAt !== undefined && { expiresAt: kept.expiresAt }) })
  return kept
}
