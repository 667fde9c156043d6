/** A port of the host, and the one function of it that can be made to fail. */
export type FakeCall =
  | 'clients.findClient'
  | 'accounts.findAccount'
  | 'accounts.findByUsername'
  | 'accounts.findOrganisations'
  | 'accounts.replacePasswordHash'
  | 'tokens.issue'
  | 'tokens.verify'
  | 'tokens.jwks'
  | 'hasher.verify'

/** Which calls fail, and how often still. */
export interface Outages {
  set(call: FakeCall, times: number): void
  /** The same function, which rejects while its outage lasts. */
  guard<Args extends readonly unknown[], Result>(
    call: FakeCall,
    run: (...args: Args) => Promise<Result>,
  ): (...args: Args) => Promise<Result>
}

/** Starts with everything in order. */
export function createOutages(): Outages {
  const left = new Map<FakeCall, number>()
  return {
    set: (call, times) => void left.set(call, times),
    guard:
      (call, run) =>
      async (...args) => {
        const times = left.get(call) ?? 0
        if (times <= 0) return run(...args)
        left.set(call, times - 1)
        throw new Error(`${call} is made to fail by the test`)
      },
  }
}
