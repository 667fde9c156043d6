import type { AskNumber } from './login/number-question.js'
import type { PollResult } from './login/pending-login.js'
import type { LoginPrompt } from './login/prompt.js'
import type { ResumableLogin } from './login/resumable.js'
import type { LoginWish } from './login/start-login.js'
import type { AuthorizedRequest } from './session/authorized-fetch.js'
import type { LogoutResult } from './session/sign-out.js'
import type { TokenWish } from './session/token-keeper.js'
import type { Identity } from './session/who-am-i.js'

/** What the person is shown, and asked. */
export interface LoginOptions extends LoginWish {
  /** Shows the prompt. It is called once, and may take as long as it wants. */
  show(prompt: LoginPrompt): void | Promise<void>
  /** Asks for the number that the page of some servers shows after the approval. */
  readonly askNumber?: AskNumber
  readonly signal?: AbortSignal
}

/** The options of `startLogin`. */
export interface StartLoginOptions extends LoginWish {
  readonly signal?: AbortSignal
}

/** A sign-in that the person has not decided. */
export interface PendingLogin {
  readonly prompt: LoginPrompt
  /** Polls until the person has decided. Resolves when the tokens are kept. */
  wait(options?: { readonly signal?: AbortSignal; readonly askNumber?: AskNumber }): Promise<Identity>
  /**
   * Polls once, or not at all if the interval is not over. For programs that look from time to time. `number` is what the
   * person has typed, after `isNumberWanted`.
   */
  poll(options?: { readonly signal?: AbortSignal; readonly number?: string }): Promise<PollResult>
  /** For `resumeLogin` in another process. It is secret. */
  toJSON(): ResumableLogin
}

/** The client of one server. Each function rejects with a `DeviceLoginError`. */
export interface DeviceClient {
  /**
   * Signs the person in: gets codes, shows them, waits, and keeps the tokens. A sign-in that was kept before is ended at the
   * server when the new one is kept.
   */
  login(options: LoginOptions): Promise<Identity>
  /** Only gets codes, for programs with a user interface of their own. */
  startLogin(options?: StartLoginOptions): Promise<PendingLogin>
  /** Continues a sign-in that this or another process has started. */
  resumeLogin(kept: unknown): Promise<PendingLogin>
  /** An access token that works, a new one if that is needed. */
  accessToken(wish?: TokenWish): Promise<string>
  /** Sends a request to an API with the token, and once more with a new token if it is refused. */
  fetch(address: string | URL, request?: AuthorizedRequest): Promise<Response>
  /** Who is signed in: what the server says now, or what the tokens say if it has no userinfo endpoint. */
  whoami(options?: { readonly signal?: AbortSignal }): Promise<Identity>
  /** Ends the grant at the server, and forgets the tokens. */
  logout(options?: { readonly signal?: AbortSignal }): Promise<LogoutResult>
}
