import type { Exchange } from '../http/exchange.js'

/** A broken obligation: what was expected, and the exchanges that show it. */
export class Broken extends Error {
  override readonly name = 'Broken'
  readonly exchanges: readonly Exchange[]

  constructor(expected: string, exchanges: readonly Exchange[]) {
    super(expected)
    this.exchanges = exchanges
  }
}

/** An obligation that does not concern this server. The message says why. */
export class NotConcerned extends Error {
  override readonly name = 'NotConcerned'
}

/** An obligation that could not be judged, because something before it did not work. */
export class Unclear extends Error {
  override readonly name = 'Unclear'
  readonly exchanges: readonly Exchange[]

  constructor(reason: string, exchanges: readonly Exchange[] = []) {
    super(reason)
    this.exchanges = exchanges
  }
}

/** Breaks the obligation if `holds` is false. `expected` says what should hold; the exchanges show what came instead. */
export function expectThat(holds: boolean, expected: string, ...exchanges: readonly Exchange[]): asserts holds {
  if (!holds) throw new Broken(expected, exchanges)
}
