import type { MaybePromise } from '@devicegrant/core'

/** A function of a port of the host that a test can make fail. */
export type FakeCall =
  | 'clients.findClient'
  | 'accounts.findAccount'
  | 'accounts.findByUsername'
  | 'accounts.findOrganizations'
  | 'accounts.replacePasswordHash'
  | 'tokens.issue'
  | 'tokens.verify'
  | 'tokens.jwks'
  | 'passwordLogin.hasher.verify'

/** Which calls fail, and how often. */
export interface Outages {
  set(call: FakeCall, times: number): void
  /** Returns the same function, which rejects during its outage. */
  guard<Args extends readonly unknown[], Result>(
    call: FakeCall,
    run: (...args: Args) => MaybePromise<Result>,
  ): (...args: Args) => Promise<Result>
}

/** Starts without an outage. */
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
        throw new Error(`${call} fails because the test asked for it`)
      },
  }
}
