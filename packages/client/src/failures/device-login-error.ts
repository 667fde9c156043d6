/** Why a sign-in or a request of a token failed: a closed list. */
export type LoginFailure =
  /** The person denied the request. */
  | { readonly code: 'denied' }
  /** The person did not decide in time. */
  | { readonly code: 'expired' }
  /** The caller aborted its signal. */
  | { readonly code: 'aborted' }
  /**
   * The server did not answer, or only with this status and nothing that can be read. `forgotten`: a sign-out forgot the tokens
   * all the same.
   */
  | { readonly code: 'unreachable'; readonly host: string; readonly status?: number; readonly forgotten?: true }
  /** The server has given the tokens away, and the response with them was lost. */
  | { readonly code: 'answerLost' }
  /** The server refused with this word of its protocol. `forgotten`: a sign-out forgot the tokens all the same. */
  | { readonly code: 'refused'; readonly error: string; readonly description?: string; readonly forgotten?: true }
  /** The server has no such endpoint. */
  | { readonly code: 'unsupported'; readonly missing: string }
  /** There are no tokens. */
  | { readonly code: 'notLoggedIn' }
  /** The server has ended the sign-in: the person unlinked the device, or it was not used for too long. */
  | { readonly code: 'sessionEnded' }
  /** The tokens cannot be kept or read. */
  | { readonly code: 'storage'; readonly place: string; readonly problem: string }
  /** An address that must not be used, shown or opened. */
  | { readonly code: 'insecure'; readonly problem: string }

/** The code of a failure. */
export type LoginFailureCode = LoginFailure['code']

const sentences: { readonly [Code in LoginFailureCode]: (failure: Extract<LoginFailure, { code: Code }>) => string } = {
  denied: () => 'The request was denied, and nothing was linked.',
  expired: () => 'The code has expired. Sign in again to get a new one.',
  aborted: () => 'The sign-in was canceled.',
  unreachable: ({ host, status, forgotten }) => {
    const what = status === undefined ? `${host} does not answer` : `${host} answers only with the status ${status}`
    return forgotten
      ? `The tokens were removed from this device, but ${what}: unlink the device there.`
      : `${what}. ${status === undefined ? 'Check the connection and try again' : 'Try again later'}.`
  },
  answerLost: () => 'The response of the server was lost after the request was decided. Sign in again.',
  refused: ({ error, description, forgotten }) =>
    `${forgotten ? 'The tokens were removed from this device, but the server refused to end the sign-in' : 'The server refused'}: ${description ?? error}`,
  unsupported: ({ missing }) => `The server does not offer this: its metadata has no ${missing}.`,
  notLoggedIn: () => 'You are not signed in. Sign in first.',
  sessionEnded: () => 'The server has ended this sign-in. Sign in again.',
  storage: ({ place, problem }) => `The tokens cannot be kept in ${place}: ${problem}`,
  insecure: ({ problem }) => problem,
}

/**
 * A failure of the client. Its message is one sentence for the person, with what to do, and has no secret.
 *
 * @example
 * ```ts
 * try {
 *   await auth.login({ show })
 * } catch (error) {
 *   if (error instanceof DeviceLoginError && error.code === 'denied') process.exitCode = 3
 *   else throw error
 * }
 * ```
 */
export class DeviceLoginError extends Error {
  override readonly name = 'DeviceLoginError'
  /** What happened, with what belongs to it. */
  readonly failure: LoginFailure

  constructor(failure: LoginFailure, options?: { readonly cause?: unknown }) {
    super(sentenceOf(failure), options)
    this.failure = failure
  }

  /** The code of `failure`. */
  get code(): LoginFailureCode {
    return this.failure.code
  }
}

function sentenceOf<Code extends LoginFailureCode>(failure: Extract<LoginFailure, { code: Code }>): string {
  const sentence: (failure: Extract<LoginFailure, { code: Code }>) => string = sentences[failure.code as Code]
  return sentence(failure)
}
