import * as oauth from 'oauth4webapi'
import { DeviceLoginError } from '../failures/device-login-error.js'
import { safeAddress } from '../server/addresses.js'
import type { Connection } from '../server/connection.js'
import { NoAnswer } from '../server/exchange.js'
import { failureOf } from '../server/failure-of.js'
import type { ProofKey } from '../server/proof-key.js'
import type { StoredTokens } from '../tokens/token-store.js'
import type { TokenKeeper } from './token-keeper.js'

/** A request to an API: the members of `RequestInit` that make sense with a token. */
export interface AuthorizedRequest {
  /** @defaultValue `GET` */
  readonly method?: string
  readonly headers?: HeadersInit
  /** A stream is sent once: if the token is refused then, the caller gets the response 401. */
  readonly body?: string | URLSearchParams | Uint8Array<ArrayBuffer> | ArrayBuffer | ReadableStream | null
  readonly signal?: AbortSignal
}

export interface AuthorizedFetchContext {
  readonly keeper: TokenKeeper
  /** Goes before the kept tokens, and is not refreshed. */
  readonly accessToken?: string | undefined
  readonly fetch: typeof globalThis.fetch
  connect(signal?: AbortSignal): Promise<Connection>
  /** The key of these tokens, read once. */
  keyOf(tokens: StoredTokens): Promise<ProofKey | undefined>
}

/**
 * Sends a request with the token, as a Bearer token (RFC 6750) or with a proof (RFC 9449). If the API refuses the token, the
 * request is sent once more with a new one. Redirects are not followed: they would carry the token to another place.
 */
export async function authorizedFetch(
  context: AuthorizedFetchContext,
  address: string | URL,
  request: AuthorizedRequest,
): Promise<Response> {
  const url = safeAddress(String(address), 'address of the request')
  const { keeper } = context
  const { signal } = request
  if (context.accessToken !== undefined) {
    return (await sendWithKey(context, url, request, context.accessToken, undefined)).response
  }
  const tokens = await keeper.current({ ...(signal && { signal }) })
  const first = await sendOnce(context, url, request, tokens)
  const canRepeat = tokens.refreshToken !== undefined && !(request.body instanceof ReadableStream)
  if (!isTokenRefused(first) || !canRepeat) return first
  const next = await keeper.replace(tokens, signal)
  await first.body?.cancel()
  return sendOnce(context, url, request, next)
}

async function sendOnce(
  context: AuthorizedFetchContext,
  url: URL,
  request: AuthorizedRequest,
  tokens: StoredTokens,
): Promise<Response> {
  const key = await context.keyOf(tokens)
  const first = await sendWithKey(context, url, request, tokens.accessToken, key)
  const isRepeatable = key !== undefined && !(request.body instanceof ReadableStream)
  return isRepeatable && first.isNonceWanted
    ? (await sendWithKey(context, url, request, tokens.accessToken, key)).response
    : first.response
}

interface Sent {
  readonly response: Response
  readonly isNonceWanted: boolean
}

async function sendWithKey(
  { fetch, connect }: AuthorizedFetchContext,
  url: URL,
  { method = 'GET', headers, body, signal }: AuthorizedRequest,
  accessToken: string,
  key: ProofKey | undefined,
): Promise<Sent> {
  // `fetch` quotes a header that it refuses, and so would its error.
  if (!/^[\x21-\x7e]+$/.test(accessToken)) throw unusableToken()
  try {
    const response = await oauth.protectedResourceRequest(accessToken, method, url, new Headers(headers), body, {
      [oauth.customFetch]: async (address, { body: _, ...init }) => {
        try {
          return await fetch(address, { ...init, body: body ?? null })
        } catch (cause) {
          throw new NoAnswer('unreachable', { cause })
        }
      },
      [oauth.allowInsecureRequests]: url.protocol === 'http:',
      ...(signal && { signal }),
      ...(key && { DPoP: key.handle(await connect(signal)) }),
    })
    return { response, isNonceWanted: false }
  } catch (thrown) {
    // A challenge of any kind is a response like every other one for the caller.
    if (!(thrown instanceof oauth.WWWAuthenticateChallengeError)) throw failureOf(thrown, url.host, signal)
    return { response: thrown.response, isNonceWanted: oauth.isDPoPNonceError(thrown) }
  }
}

function unusableToken(): DeviceLoginError {
  const description = 'the access token has characters that no request can carry'
  return new DeviceLoginError({ code: 'refused', error: 'invalid_token', description })
}

function isTokenRefused(response: Response): boolean {
  const challenge = response.headers.get('www-authenticate') ?? ''
  return response.status === 401 && !/use_dpop_nonce|insufficient_user_authentication/.test(challenge)
}
