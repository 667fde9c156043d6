import type { ChildProcess } from 'node:child_process'
import { type ChildMessage, isOfKind, type ParentMessage } from './messages.js'

/** What the process of the module says, or that it says nothing. `Kind` has the messages that are expected. */
export type Answer<Kind extends ChildMessage['kind']> =
  | Extract<ChildMessage, { readonly kind: Kind }>
  /** Nothing was said in time. */
  | { readonly kind: 'silent' }
  | { readonly kind: 'exited'; readonly code: number | null }

/** What to wait for. */
export interface Expected<Kind> {
  readonly kinds: readonly Kind[]
  /** In milliseconds. */
  readonly timeout: number
}

/** Sends a message to the process of the module, and resolves to what it says next. */
export function ask<Kind extends ChildMessage['kind']>(
  child: ChildProcess,
  message: ParentMessage,
  expected: Expected<Kind>,
): Promise<Answer<Kind>> {
  const answer = nextAnswer(child, expected)
  // If the channel is closed, the process has ended or ends now, and that is the answer.
  child.send(message, () => undefined)
  return answer
}

/** Resolves to what the process of the module says next. */
export function nextAnswer<Kind extends ChildMessage['kind']>(
  child: ChildProcess,
  { kinds, timeout }: Expected<Kind>,
): Promise<Answer<Kind>> {
  return new Promise((resolve, reject) => {
    const settle = (answer: Answer<Kind>) => {
      clearTimeout(timer)
      child.off('message', hear).off('exit', leave).off('error', reject)
      resolve(answer)
    }
    const hear = (message: unknown) => isOfKind(message, kinds) && settle(message)
    const leave = (code: number | null) => settle({ kind: 'exited', code })
    const timer = setTimeout(() => settle({ kind: 'silent' }), timeout)
    child.on('message', hear).on('exit', leave).on('error', reject)
    if (child.exitCode !== null || child.signalCode !== null) leave(child.exitCode)
  })
}
