import type { Answer } from './law-process.js'

/** An answer after which the process of the module cannot go on. */
export type Lost = Answer<'crashed'>

/** Returns whether the process of the module cannot go on. */
export function isLost(answer: { readonly kind: string }): answer is Lost {
  return ['silent', 'exited', 'crashed'].includes(answer.kind)
}

/** Returns a sentence about how this actor has brought down the process. */
export function howLost(actor: string, lost: Lost, timeout: number): string {
  switch (lost.kind) {
    case 'silent':
      return `${actor} did not finish in time (${timeout / 1000} s): a promise never settles, or the process is blocked`
    case 'crashed':
      return `${actor} threw an error that nothing catches, which ends a server: ${lost.message}`
    case 'exited':
      return lost.code === null
        ? `a signal ended the process while ${actor} was at work`
        : `${actor} ended the process with the code ${lost.code}`
  }
}
