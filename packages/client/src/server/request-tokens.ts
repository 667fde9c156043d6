import * as oauth from 'oauth4webapi'
import type { Duration } from '../time/time.js'
import { type Connection, clientOf } from './connection.js'
import { NoAnswer } from './exchange.js'
import { isFromLibrary, isPermanent } from './failure-of.js'
import { isText, nameOf } from './name-of.js'
import { withNonce } from './proof-key.js'
import { retryAfterOf } from './retry-after.js'
import { safeText } from './safe-text.js'

/** Tokens as the server grants them. */
export interface GrantedTokens {
  readonly accessToken: string
  readonly tokenType: 'bearer' | 'dpop'
  readonly lifetime?: Duration
  readonly refreshToken?: string
  /** Absent if it is what was asked for (RFC 6749 §5.1). */
  readonly scope?: string
  /** From the ID token. */
  readonly subject?: string
  readonly name?: string
}

/** What the token endpoint says. */
export type TokenAnswer =
  | { readonly type: 'granted'; readonly tokens: GrantedTokens }
  | {
      readonly type: 'error'
      readonly error: string
      readonly description?: string
      /** What `slow_down` may name. */
      readonly interval?: Duration
      readonly retryAfter?: Duration
      /** The person has approved, and the server wants the number that its page shows. */
      readonly isNumberWanted: boolean
    }
  | {
      readonly type: 'failed'
      readonly reason: 'timedOut' | 'unreachable' | 'unreadable'
      /** The status of a response that cannot be read. */
      readonly status?: number
      readonly retryAfter?: Duration
    }
  /** The server has granted tokens, and they cannot be read. */
  | { readonly type: 'answerLost' }

export interface TokenRequestOptions {
  readonly signal?: AbortSignal | undefined
  /** Whether an ID token that is not valid is ignored. */
  readonly isIdTokenOptional?: boolean
}

/** Sends one request for tokens, a second one if the server wants a nonce. Rejects only if the caller aborts. */
export async function requestTokens(
  connection: Connection,
  send: () => Promise<Response>,
  { signal, isIdTokenOptional = false }: TokenRequestOptions,
): Promise<TokenAnswer> {
  let response: Response | undefined
  try {
    return await withNonce(async () => {
      response = await send()
      return { type: 'granted', tokens: tokensOf(await readTokens(connection, response, isIdTokenOptional)) }
    })
  } catch (thrown) {
    signal?.throwIfAborted()
    return readFailure(thrown, connection, response)
  }
}

/**
 * Reads granted tokens. A refresh is judged by its access token: an ID token that is not valid, for example because the clock of the
 * device is wrong, must not throw away the only refresh token that works.
 */
async function readTokens(
  connection: Connection,
  response: Response,
  isIdTokenOptional: boolean,
): Promise<oauth.TokenEndpointResponse> {
  const process = (one: Response) => oauth.processDeviceCodeResponse(connection.metadata, clientOf(connection), one)
  try {
    return await process(response.clone())
  } catch (thrown) {
    const rest = isIdTokenOptional && response.status === 200 ? await withoutIdToken(response.clone()) : undefined
    if (rest === undefined) throw thrown
    return process(rest)
  }
}

async function withoutIdToken(response: Response): Promise<Response | undefined> {
  const body: unknown = await response.json().catch(() => undefined) // not JSON: there is nothing to read
  if (typeof body !== 'object' || body === null || !('id_token' in body)) return undefined
  return new Response(JSON.stringify({ ...body, id_token: undefined }), response)
}

/** JSON has no number for a longer life. */
const longestLife: Duration = Number.MAX_SAFE_INTEGER

function tokensOf(response: oauth.TokenEndpointResponse): GrantedTokens {
  const claims = oauth.getValidatedIdTokenClaims(response)
  const name = claims && nameOf(claims)
  return {
    accessToken: response.access_token,
    tokenType: response.token_type === 'dpop' ? 'dpop' : 'bearer',
    ...(response.expires_in !== undefined && { lifetime: Math.min(response.expires_in * 1_000, longestLife) }),
    ...(response.refresh_token !== undefined && { refreshToken: response.refresh_token }),
    ...(response.scope !== undefined && { scope: response.scope }),
    ...(claims && { subject: claims.sub }),
    ...(name !== undefined && { name }),
  }
}

async function readFailure(
  thrown: unknown,
  { settings }: Connection,
  response: Response | undefined,
): Promise<TokenAnswer> {
  if (thrown instanceof NoAnswer) {
    if (thrown.status === 200) return { type: 'answerLost' }
    return { type: 'failed', reason: thrown.reason === 'broken' ? 'unreachable' : thrown.reason }
  }
  if (response === undefined) throw thrown
  const retryAfter = retryAfterOf(response, settings.time)
  const later = retryAfter !== undefined && { retryAfter }
  const error = await errorOf(response)
  if (response.status === 200 && error === undefined) {
    if (isFromLibrary(thrown) && thrown.code === oauth.RESPONSE_IS_NOT_JSON) {
      // A page of something between the device and the server, such as the sign-in page of a Wi-Fi network.
      return { type: 'failed', reason: 'unreadable', status: response.status, ...later }
    }
    if (isPermanent(thrown) && thrown.code !== oauth.INVALID_RESPONSE) {
      return { type: 'error', error: 'invalid_response', description: thrown.message, isNumberWanted: false }
    }
    return { type: 'answerLost' }
  }
  if (error === undefined || isOutage(response.status, error.error)) {
    return { type: 'failed', reason: 'unreadable', status: response.status, ...later }
  }
  return { ...error, ...later }
}

// What else limits requests has words of its own.
const wordsWithLimit: readonly string[] = ['slow_down', 'authorization_pending', 'access_denied', 'expired_token']

/** Whether the server says that it does not work right now, whatever word it uses for that. */
function isOutage(status: number, error: string): boolean {
  if (status === 429 && !wordsWithLimit.includes(error)) return true
  return status >= 500 || error === 'temporarily_unavailable' || error === 'server_error'
}

async function errorOf(response: Response): Promise<Extract<TokenAnswer, { type: 'error' }> | undefined> {
  const body: unknown = await response.json().catch(() => undefined) // not JSON: there is no error to read
  if (typeof body !== 'object' || body === null || !('error' in body) || !isText(body.error)) return undefined
  const description = 'error_description' in body && isText(body.error_description) && body.error_description
  const interval = 'interval' in body && typeof body.interval === 'number' && body.interval
  return {
    type: 'error',
    error: safeText(body.error),
    ...(description && { description: safeText(description) }),
    ...(interval && interval > 0 && { interval: interval * 1_000 }),
    isNumberWanted: 'verification_required' in body && body.verification_required === true,
  }
}
