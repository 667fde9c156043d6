/**
 * The granted tries of this process whose result is not known yet. A person who logs in twenty
 * times at once with the right password must not be refused because twenty is more than the limit of wrong ones.
 */
export interface InFlight {
  begin(names: readonly string[]): void
  /** Must be called once for each `begin`. `isFree`: the try was given back. */
  end(names: readonly string[], isFree: boolean): void
  /** Resolves when a try of these names may be free. Returns `undefined` if one of them has no try in flight. */
  wait(names: readonly string[]): Promise<void> | undefined
}

interface Tries {
  running: number
  readonly waiting: (() => void)[]
}

/** Creates an empty list. */
export function createInFlight(): InFlight {
  const byName = new Map<string, Tries>()

  function endOne(name: string, isFree: boolean): void {
    const tries = byName.get(name)
    if (tries === undefined) return
    tries.running -= 1
    // One free try is for one who waits. When no try is left in flight, all must know.
    const woken = tries.running === 0 ? tries.waiting.splice(0) : tries.waiting.splice(0, isFree ? 1 : 0)
    if (tries.running === 0) byName.delete(name)
    for (const wake of woken) wake()
  }

  return {
    begin(names) {
      for (const name of names) {
        const tries = byName.get(name) ?? { running: 0, waiting: [] }
        tries.running += 1
        byName.set(name, tries)
      }
    },
    end(names, isFree) {
      for (const name of names) endOne(name, isFree)
    },
    wait(names) {
      const all = names.map((name) => byName.get(name))
      const [first] = all
      if (first === undefined || all.includes(undefined)) return undefined
      return new Promise((resolve) => first.waiting.push(resolve))
    },
  }
}
