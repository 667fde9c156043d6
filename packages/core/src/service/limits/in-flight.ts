/**
 * The granted tries of this process whose result is not known yet. A person who logs in twenty times at once with the right
 * password must not be refused because twenty is more than the limit of wrong ones.
 */
export interface InFlight {
  begin(names: readonly string[]): void
  /** Must be called once for each `begin`. `isFree`: the try was given back. */
  end(names: readonly string[], isFree: boolean): void
  /** Returns whether a try of this name is in flight. */
  has(name: string): boolean
  /** Begins to look at these names, before a try of them. */
  watch(names: readonly string[]): Watch
}

/** What happens to some names during a try. */
export interface Watch {
  /**
   * Resolves when a try of these names may be free: at once if one of each was given back during the try. Returns
   * `undefined` if that cannot happen. Call it once, when the try was refused.
   */
  wait(refused: readonly string[]): Promise<void> | undefined
  /** Ends the look at the names. */
  stop(): void
}

interface Tries {
  running: number
  readonly waiting: (() => void)[]
}

/** Creates an empty list. */
export function createInFlight(): InFlight {
  const byName = new Map<string, Tries>()
  const watching = new Set<{ readonly names: readonly string[]; readonly freed: Set<string> }>()

  function endOne(name: string, isFree: boolean): void {
    const tries = byName.get(name)
    if (tries === undefined) return
    tries.running -= 1
    // One free try is for one who waits. When no try is left in flight, all must know.
    const woken = tries.running === 0 ? tries.waiting.splice(0) : tries.waiting.splice(0, isFree ? 1 : 0)
    if (tries.running === 0) byName.delete(name)
    for (const wake of woken) wake()
    if (!isFree) return
    for (const { names, freed } of watching) if (names.includes(name)) freed.add(name)
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
    has: (name) => byName.has(name),
    watch(names) {
      const watch = { names, freed: new Set<string>() }
      watching.add(watch)
      return {
        wait(refused) {
          const busy = refused.filter((name) => !watch.freed.has(name))
          if (busy.some((name) => !byName.has(name))) return undefined
          const [first] = busy
          const tries = first === undefined ? undefined : byName.get(first)
          return tries === undefined ? Promise.resolve() : new Promise((resolve) => tries.waiting.push(resolve))
        },
        stop: () => void watching.delete(watch),
      }
    },
  }
}
