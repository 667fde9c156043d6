const most = 10_000

/** Where user codes led when they were last asked for, in this process: as many as are in use in a moment. */
export interface Hints {
  get(userCode: string): string | undefined
  set(userCode: string, deviceCode: string): void
}

/** No hints to begin with. Beyond ten thousand the oldest is forgotten. */
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
