import type { TokenFamilyStore } from '../src/ports/token-family-store.js'
import type { ServiceOptions } from '../src/service/create-service.js'

/** Runs a call of a port. A test may do something before it, after it, or instead of it. */
export type Around = <Result>(call: string, run: () => Promise<Result>) => Promise<Result>

/** Returns the same parts, but every call of every port goes through `around`. */
export function aroundPorts(options: ServiceOptions, around: Around): ServiceOptions {
  const { store, clients, accounts, tokens, families } = options
  return {
    ...options,
    store: {
      create: (authorization) => around('stores.authorizations.create', () => store.create(authorization)),
      recordPoll: (userCode, deviceCode, at) =>
        around('stores.authorizations.recordPoll', () => store.recordPoll(userCode, deviceCode, at)),
      find: (userCode) => around('stores.authorizations.find', () => store.find(userCode)),
      replace: (seen, next) => around('stores.authorizations.replace', () => store.replace(seen, next)),
    },
    clients: { findClient: (clientId) => around('clients.findClient', async () => clients.findClient(clientId)) },
    accounts: {
      findAccount: (subject) => around('accounts.findAccount', async () => accounts.findAccount(subject)),
      ...(accounts.findByUsername && {
        findByUsername: (name) => around('accounts.findByUsername', async () => accounts.findByUsername?.(name)),
      }),
    },
    tokens: {
      issue: (grant) => around('tokens.issue', () => tokens.issue(grant)),
      ...(tokens.verify && {
        verify: (token, audiences) => around('tokens.verify', async () => tokens.verify?.(token, audiences)),
      }),
    },
    ...(families && { families: aroundFamilies(families, around) }),
  }
}

function aroundFamilies(families: TokenFamilyStore, around: Around): TokenFamilyStore {
  return {
    create: (family, caps) => around('stores.families.create', () => families.create(family, caps)),
    find: (grantId) => around('stores.families.find', () => families.find(grantId)),
    listBySubject: (subject, listing) =>
      around('stores.families.listBySubject', () => families.listBySubject(subject, listing)),
    replace: (seen, next) => around('stores.families.replace', () => families.replace(seen, next)),
    revokeBefore: (holder, at, forgetAt) =>
      around('stores.families.revokeBefore', () => families.revokeBefore(holder, at, forgetAt)),
    revokeWindow: (holder, window, forgetAt) =>
      around('stores.families.revokeWindow', () => families.revokeWindow(holder, window, forgetAt)),
    findRevocation: (holder) => around('stores.families.findRevocation', () => families.findRevocation(holder)),
    findRevokedBefore: (holder) =>
      around('stores.families.findRevokedBefore', () => families.findRevokedBefore(holder)),
  }
}

/** How a call fails: it never arrives, its reply is lost, or it is sent twice. */
export type Fate = 'refused' | 'replyLost' | 'sentTwice'

/** Parts with calls that fail. */
export interface FailingPorts {
  readonly parts: ServiceOptions
  /** The calls so far, in order. */
  readonly calls: readonly string[]
}

/** Returns the same parts, but the calls with these numbers, counted from 0, fail. */
export function failingPorts(options: ServiceOptions, fates: ReadonlyMap<number, Fate>): FailingPorts {
  const calls: string[] = []
  const failing = aroundPorts(options, async (call, run) => {
    const fate = fates.get(calls.length)
    calls.push(call)
    if (fate === 'refused') throw new Error('connection refused')
    const result = await run()
    if (fate === 'replyLost') throw new Error('the connection broke')
    return fate === 'sentTwice' ? run() : result
  })
  return { parts: failing, calls }
}
