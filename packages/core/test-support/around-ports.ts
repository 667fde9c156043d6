import type { ServiceParts } from '../src/service/create-service.js'

/** Runs a call of a port, before, after, or instead of which a test does something. */
export type Around = <Result>(call: string, run: () => Promise<Result>) => Promise<Result>

/** The same parts, every call of every port of which goes through `around`. */
export function aroundPorts(parts: ServiceParts, around: Around): ServiceParts {
  const { store, clients, accounts, tokens } = parts
  return {
    ...parts,
    store: {
      create: (authorization) => around('store.create', () => store.create(authorization)),
      recordPoll: (deviceCode, at) => around('store.recordPoll', () => store.recordPoll(deviceCode, at)),
      findByUserCode: (userCode) => around('store.findByUserCode', () => store.findByUserCode(userCode)),
      replace: (seen, next) => around('store.replace', () => store.replace(seen, next)),
    },
    clients: { findClient: (clientId) => around('clients.findClient', () => clients.findClient(clientId)) },
    accounts: { findAccount: (subject) => around('accounts.findAccount', () => accounts.findAccount(subject)) },
    tokens: { issue: (grant) => around('tokens.issue', () => tokens.issue(grant)) },
  }
}
