import * as oauth from 'oauth4webapi'
import { type Connection, clientOf, optionsFor } from './connection.js'
import type { ProofKey } from './proof-key.js'
import { requestTokens, type TokenAnswer } from './request-tokens.js'

/** Polls once (RFC 8628 §3.4). */
export function pollOnce(
  connection: Connection,
  deviceCode: string,
  parameters: Record<string, string>,
  key: ProofKey | undefined,
  signal?: AbortSignal,
): Promise<TokenAnswer> {
  const { metadata, authentication } = connection
  const send = () =>
    oauth.deviceCodeGrantRequest(metadata, clientOf(connection), authentication, deviceCode, {
      ...optionsFor(connection, signal),
      additionalParameters: parameters,
      ...(key && { DPoP: key.handle(connection) }),
    })
  return requestTokens(connection, send, { signal })
}

/** Refreshes once (RFC 6749 §6). */
export function refreshOnce(
  connection: Connection,
  refreshToken: string,
  key: ProofKey | undefined,
  signal?: AbortSignal,
): Promise<TokenAnswer> {
  const { metadata, authentication } = connection
  const send = () =>
    oauth.refreshTokenGrantRequest(metadata, clientOf(connection), authentication, refreshToken, {
      ...optionsFor(connection, signal),
      ...(key && { DPoP: key.handle(connection) }),
    })
  return requestTokens(connection, send, { signal, isIdTokenOptional: true })
}

/** Revokes a token (RFC 7009). */
export async function revoke(connection: Connection, token: string, signal?: AbortSignal): Promise<void> {
  const { metadata, authentication } = connection
  const options = optionsFor(connection, signal)
  const response = await oauth.revocationRequest(metadata, clientOf(connection), authentication, token, options)
  await oauth.processRevocationResponse(response)
}
