import type { LoginFailureCode } from '../failures/device-login-error.js'
import type { ClientEvent } from '../login/events.js'
import type { AskNumber } from '../login/number-question.js'
import type { LoginPrompt } from '../login/prompt.js'
import type { Identity } from '../session/who-am-i.js'

/** A failure as it is shown. `fault` is what is no failure of a sign-in. */
export interface ShownFailure {
  readonly code: LoginFailureCode | 'fault'
  readonly message: string
  /** A signal has ended the program, and `stopping` has already said so. */
  readonly isAnnounced: boolean
}

/** Says what happens: in words for people, or as JSON for programs. */
export interface Voice {
  /** Some work begins, at whose end `rest` is called. */
  begin(): void
  show(prompt: LoginPrompt): Promise<void>
  onEvent(event: ClientEvent): void
  readonly askNumber: AskNumber
  signedIn(identity: Identity): void
  /** A signal has come, and the work is being ended. */
  stopping(): void
  failed(failure: ShownFailure): void
  /** Leaves a clean line, and no timer. */
  rest(): void
}
