import { DeviceLoginError } from '../failures/device-login-error.js'
import { untilAborted } from '../failures/until-aborted.js'
import type { Duration } from '../time/time.js'
import { isSameSignIn } from '../tokens/memory-tokens.js'
import type { StoredTokens } from '../tokens/token-store.js'
import { isAlive, isDue, notLoggedIn } from './access-token.js'
import { keepInPlaceOf, NotKept, type RefreshContext, refreshTokens } from './refresh.js'

export interface TokenWish {
  /** How long the token must still live. By default it is refreshed when a fifth of its life is left. */
  readonly minLife?: Duration
  readonly signal?: AbortSignal
}

/** Has the tokens of one client in this process. */
export interface TokenKeeper {
  /** Tokens that work: those that are kept, or new ones. */
  current(wish: TokenWish): Promise<StoredTokens>
  /** Replaces tokens that the server has refused. */
  replace(refused: StoredTokens, signal?: AbortSignal): Promise<StoredTokens>
  /** Forgets the tokens that live only in this process, and returns them. */
  forget(): StoredTokens | undefined
}

/** Refreshes at most once at a time in this process, however many callers there are. */
export function createTokenKeeper(context: RefreshContext): TokenKeeper {
  const { store, time, report } = context
  // Tokens that could not be written live here, and nowhere else.
  let unwritten: Pick<NotKept, 'before' | 'tokens'> | undefined
  let refreshing: Promise<StoredTokens> | undefined

  async function kept(): Promise<StoredTokens> {
    if (unwritten !== undefined && !(await isReplaced(unwritten.before))) return unwritten.tokens
    unwritten = undefined
    const tokens = await store.read()
    if (tokens === undefined) throw notLoggedIn()
    return tokens
  }

  /** Whether there was a sign-in, a sign-out or a refresh of another process since these tokens were read. */
  async function isReplaced(before: StoredTokens): Promise<boolean> {
    try {
      const stored = await store.read()
      return stored === undefined || !isSameSignIn(stored, before)
    } catch {
      // A place that cannot be read is one more reason to use the tokens from memory.
      return false
    }
  }

  // A caller that gives up does not stop the refresh of the others: the server has perhaps spent the token already.
  function refresh(seen: StoredTokens, signal?: AbortSignal): Promise<StoredTokens> {
    refreshing ??= refreshOrRemember(seen).finally(() => {
      refreshing = undefined
    })
    return untilAborted(refreshing, signal)
  }

  async function refreshOrRemember(seen: StoredTokens): Promise<StoredTokens> {
    if (unwritten !== undefined) {
      await keepInPlaceOf(store, unwritten.before, unwritten.tokens)
      unwritten = undefined
    }
    try {
      return await refreshTokens(context, seen)
    } catch (thrown) {
      if (!(thrown instanceof NotKept)) throw thrown
      unwritten = thrown
      const problem = 'the new tokens could not be written. They work until this program ends; then sign in again.'
      throw new DeviceLoginError({ code: 'storage', place: store.place, problem }, { cause: thrown.cause })
    }
  }

  return {
    async current({ minLife, signal }) {
      const tokens = await kept()
      if (!isDue(tokens, time.now(), minLife)) return tokens
      if (tokens.refreshToken === undefined && isAlive(tokens, time.now())) return tokens
      try {
        return await refresh(tokens, signal)
      } catch (thrown) {
        // The server is away, and the token that is there still works.
        const isAway = thrown instanceof DeviceLoginError && thrown.code === 'unreachable'
        if (!isAway || !isAlive(tokens, time.now())) throw thrown
        report({ type: 'retrying', reason: 'unreachable', nextPollAt: time.now() })
        return tokens
      }
    },
    async replace(refused, signal) {
      const tokens = await kept()
      const isOther = tokens.accessToken !== refused.accessToken
      return isOther && isAlive(tokens, time.now()) ? tokens : refresh(tokens, signal)
    },
    forget() {
      const tokens = unwritten?.tokens
      unwritten = undefined
      return tokens
    },
  }
}
