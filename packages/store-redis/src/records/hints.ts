const most = 10_000

/** A cache of this process: the device code that each user code had at its last read. */
export interface Hints {
  get(userCode: string): string | undefined
  set(userCode: string, deviceCode: string): void
}

/** Creates an empty cache of 10 000 entries. A new entry replaces the oldest. */
export function createHints(): Hints {
  const hints = new Map<string, string>()
  return {
    get: (userCode) => hints.get(userCode),
    set(userCode, deviceCode) {
      hints.delete(userCode)
      hints.set(userCode, deviceCode)
      const [oldest] = hints.keys()
      if (hints.size > most && oldest !== undefined) hints.delete(oldest)
    },
  }
}
