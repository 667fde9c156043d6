import type { StoredTokens, TokenPlace, TokenStore } from './token-store.js'

/**
 * Keeps tokens in the memory of this process: for tests, servers, and programs that sign in at each start.
 *
 * @example
 * ```ts
 * const auth = createDeviceClient({ issuer, clientId: 'mycli', tokens: memoryTokens() })
 * ```
 */
export function memoryTokens(): TokenPlace {
  const kept = new Map<string, StoredTokens>()
  const locks = new Map<string, Promise<unknown>>()
  return {
    name: 'memory',
    isPlainFile: false,
    open({ issuer, clientId }): TokenStore {
      const key = JSON.stringify([issuer, clientId])
      return {
        place: 'the memory of this process',
        read: async () => kept.get(key),
        write: async (tokens) => void kept.set(key, tokens),
        async remove(seen) {
          const current = kept.get(key)
          const isSeen = current !== undefined && isSameSignIn(current, seen)
          if (isSeen) kept.delete(key)
          return isSeen
        },
        exclusive(run) {
          const result = (locks.get(key) ?? Promise.resolve()).then(run)
          // The next one runs after this one, also if this one fails. Its caller sees the failure.
          locks.set(
            key,
            result.catch(() => undefined),
          )
          return result
        },
        probe: async () => undefined,
      }
    },
  }
}

/** Whether both are the same tokens. A refresh changes the access token at least. */
export function isSameSignIn(one: StoredTokens, other: StoredTokens): boolean {
  return one.accessToken === other.accessToken && one.refreshToken === other.refreshToken
}
