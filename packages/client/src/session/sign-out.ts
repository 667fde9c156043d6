import { DeviceLoginError } from '../failures/device-login-error.js'
import { type Connection, hostOf } from '../server/connection.js'
import { failureOf } from '../server/failure-of.js'
import { revoke } from '../server/send.js'
import type { StoredTokens, TokenStore } from '../tokens/token-store.js'

/**
 * What a sign-out did. `revoked`: the server has ended the grant. `forgotten`: the server has no revocation endpoint, so the
 * person must unlink the device there. `notLoggedIn`: there was nothing to do.
 */
export type LogoutResult = 'revoked' | 'forgotten' | 'notLoggedIn'

export interface SignOutContext {
  readonly store: TokenStore
  /** The successors of the kept tokens, which could not be written. The server may not know the kept ones any more. */
  readonly unwritten: StoredTokens | undefined
  readonly issuerHost: string
  connect(signal?: AbortSignal): Promise<Connection>
}

/** Ends the grant at the server (RFC 7009) and forgets the tokens, also if the server cannot be reached. */
export function signOut(context: SignOutContext, signal?: AbortSignal): Promise<LogoutResult> {
  const { store, connect, issuerHost, unwritten } = context
  return store.exclusive(async () => {
    const tokens = await store.read()
    if (tokens === undefined) return 'notLoggedIn'
    try {
      const result = await endGrant(await connect(signal), unwritten ?? tokens, signal)
      await store.remove(tokens)
      return result
    } catch (thrown) {
      const failure = failureOf(thrown, issuerHost, signal)
      const { failure: what, cause } = failure
      // A person who cancels stays signed in: the grant has perhaps not ended.
      if (what.code === 'aborted') throw failure
      await store.remove(tokens)
      if (what.code !== 'unreachable' && what.code !== 'refused') throw failure
      throw new DeviceLoginError({ ...what, forgotten: true }, { cause })
    }
  }, signal)
}

/** Revokes the token that ends the whole grant. */
export async function endGrant(
  connection: Connection,
  { refreshToken, accessToken }: StoredTokens,
  signal?: AbortSignal,
): Promise<'revoked' | 'forgotten'> {
  if (connection.metadata.revocation_endpoint === undefined) return 'forgotten'
  try {
    await revoke(connection, refreshToken ?? accessToken, signal)
    return 'revoked'
  } catch (thrown) {
    throw failureOf(thrown, hostOf(connection), signal)
  }
}
