/**
 * The client side of the OAuth 2.0 Device Authorization Grant (RFC 8628): signs a person in, keeps the tokens, and refreshes
 * them safely. It runs wherever `fetch` and WebCrypto are.
 *
 * @packageDocumentation
 */

export { createDeviceClient } from './create-device-client.js'
export type { DeviceClient, LoginOptions, PendingLogin, StartLoginOptions } from './device-client.js'
export type { DeviceClientOptions } from './device-client-options.js'
export { DeviceLoginError, type LoginFailure, type LoginFailureCode } from './failures/device-login-error.js'
export { type ExplainOptions, explain } from './failures/explain.js'
export type { ClientEvent } from './login/events.js'
export type { AskNumber } from './login/number-question.js'
export type { PollResult } from './login/pending-login.js'
export type { LoginPrompt } from './login/prompt.js'
export type { ResumableLogin } from './login/resumable.js'
export type { LoginWish } from './login/start-login.js'
export type { Protection, ServerEndpoints } from './server/client-settings.js'
export type { StartedAuthorization } from './server/start-authorization.js'
export type { AuthorizedRequest } from './session/authorized-fetch.js'
export type { LogoutResult } from './session/sign-out.js'
export type { TokenWish } from './session/token-keeper.js'
export type { Identity } from './session/who-am-i.js'
export type { Duration, Instant, Time } from './time/time.js'
export { memoryTokens } from './tokens/memory-tokens.js'
export { isStoredTokens } from './tokens/stored-tokens.js'
export type { DpopJwk, StorageEvent, StoredTokens, TokenOwner, TokenPlace, TokenStore } from './tokens/token-store.js'
