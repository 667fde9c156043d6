/** What is in progress in this process, in real time. */
export interface Progress {
  /** Something has happened. */
  note(): void
  during<Result>(work: () => Promise<Result>): Promise<Result>
  /** Waits until nothing is in progress any more, or until `isOver`. */
  quiet(isOver: () => boolean): Promise<void>
  /** Waits until something happens. Resolves with `false` if nothing does for long. */
  somethingHappens(isOver: () => boolean): Promise<boolean>
}

// As they are when this module loads: a test can replace the timers of the runtime later.
const later = setTimeout
const soon = typeof setImmediate === 'undefined' ? undefined : setImmediate

/** A few real milliseconds, in which cryptography, files and JSON of the client finish. */
const quietTurns = 2
const immediatesInTurn = 4
/** About two real seconds. */
const turnsOfPatience = 1_500

/** Starts with nothing in progress. */
export function createProgress(): Progress {
  let happened = 0
  let works = 0
  return {
    note() {
      happened += 1
    },
    async during(work) {
      works += 1
      try {
        return await work()
      } finally {
        works -= 1
        happened += 1
      }
    },
    async quiet(isOver) {
      let seen = happened
      let turns = 0
      while (turns < quietTurns && !isOver()) {
        await turn()
        turns = works === 0 && happened === seen ? turns + 1 : 0
        seen = happened
      }
    },
    async somethingHappens(isOver) {
      const seen = happened
      for (let turns = 0; turns < turnsOfPatience; turns++) {
        await turn()
        if (works > 0 || happened !== seen || isOver()) return true
      }
      return false
    },
  }
}

async function turn(): Promise<void> {
  await new Promise<void>((resolve) => later(resolve, 1))
  if (soon === undefined) return
  for (let nth = 0; nth < immediatesInTurn; nth++) await new Promise<void>((resolve) => soon(resolve))
}
