/** What a run may use up. */
export interface BudgetOptions {
  readonly maxRequests: number
  /** Milliseconds. */
  readonly maxTime: number
  /** The time in milliseconds. */
  readonly now: () => number
}

/** Counts what a run uses up. A server that asks for more waiting, or sends more text, cannot keep the run for ever. */
export interface Budget {
  /** The count of requests so far. */
  readonly requests: number
  /** Throws `OutOfBudget` if these requests are too many, or if the time is over. */
  takeRequests(count: number): void
  /** Throws `OutOfBudget` if the time ends before these milliseconds do. */
  takeTime(milliseconds: number): void
  /** Counts a text that the run keeps. */
  takeText(text: string): void
}

/** The run may use up no more. The message says of what. */
export class OutOfBudget extends Error {
  override readonly name = 'OutOfBudget'
}

const mostCharacters = 64 * 1024 * 1024

/** Makes the budget of a run that starts now. */
export function createBudget({ maxRequests, maxTime, now }: BudgetOptions): Budget {
  const end = now() + maxTime
  let requests = 0
  let characters = 0

  function takeTime(milliseconds: number): void {
    if (now() + milliseconds > end) throw new OutOfBudget(`the limit of ${maxTime / 1000} seconds is reached`)
  }

  return {
    get requests() {
      return requests
    },
    takeTime,
    takeRequests(count) {
      takeTime(0)
      if (characters > mostCharacters) throw new OutOfBudget('the server sent more text than a run keeps')
      if (requests + count > maxRequests) throw new OutOfBudget(`the limit of ${maxRequests} requests is reached`)
      requests += count
    },
    takeText({ length }) {
      characters += length
    },
  }
}
