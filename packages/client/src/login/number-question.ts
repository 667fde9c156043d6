import { DeviceLoginError } from '../failures/device-login-error.js'
import type { ClientEvent } from './events.js'

/**
 * Asks the person for the number that the page of the server shows after the approval. `attempt` starts at 1, and is
 * greater after a wrong number. The signal is aborted when the answer is of no use any more.
 */
export type AskNumber = (question: { readonly attempt: number; readonly signal: AbortSignal }) => Promise<string>

/** The question for the number, which stays open while the device goes on polling. */
export interface NumberQuestion {
  /** Asks, if no question is open. After a wrong number it asks again. */
  ask(wasWrong: boolean): void
  /** What the person has typed last, if anything. */
  answer(): string | undefined
  /** Aborted with the failure, if the question cannot be asked. */
  readonly interruption: AbortSignal
  close(): void
}

/** Makes the question, which is open only after `ask`. */
export function createNumberQuestion(
  askNumber: AskNumber | undefined,
  report: (event: ClientEvent) => void,
): NumberQuestion {
  const closing = new AbortController()
  const interruption = new AbortController()
  let attempt = 0
  let isOpen = false
  let typed: string | undefined
  return {
    ask(wasWrong) {
      if (isOpen || (typed !== undefined && !wasWrong)) return
      if (askNumber === undefined) {
        interruption.abort(cannotAsk())
        return
      }
      isOpen = true
      attempt += 1
      typed = undefined
      report({ type: 'numberWanted', attempt })
      askNumber({ attempt, signal: closing.signal }).then(
        (number) => {
          typed = number
          isOpen = false
        },
        (failure) => interruption.abort(failure),
      )
    },
    answer: () => typed,
    interruption: interruption.signal,
    close: () => closing.abort(),
  }
}

function cannotAsk(): DeviceLoginError {
  return new DeviceLoginError({
    code: 'refused',
    error: 'verification_required',
    description: 'it wants the number that its page shows, and this program cannot ask for it',
  })
}
