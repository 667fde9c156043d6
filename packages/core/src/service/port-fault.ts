import type { AccountDirectory } from '../ports/account-directory.js'
import type { DeviceAuthorizationStore } from '../ports/authorization-store.js'
import type { AssertionVerifier, OnceStore } from '../ports/client-assertions.js'
import type { Client, ClientRegistry } from '../ports/client-registry.js'
import type { PasswordHasher } from '../ports/password-hasher.js'
import type { TokenFamilyStore } from '../ports/token-family-store.js'
import type { TokenIssuer } from '../ports/token-issuer.js'
import type { ServicePorts } from './context.js'

/** Something outside of us failed: a store, a registry, an issuer. Trying again later may help. */
export class PortFault extends Error {
  override readonly name = 'PortFault'

  /** `call` names the port and the method; `cause` is what it threw. */
  constructor(call: string, cause: unknown) {
    super(`${call} failed`, { cause })
  }
}

/** The same ports, whose failures are `PortFault`s; {@link guardClients} has the word on the first-party client. */
export function guardPorts(ports: ServicePorts, firstParty: Client | undefined, guard: Guard): ServicePorts {
  const { store, clients, accounts, tokens, families, clientAssertions } = ports
  return {
    store: guardStore(store, guard),
    clients: guardClients(clients, firstParty, guard),
    accounts: guardAccounts(accounts, guard),
    tokens: guardTokens(tokens, guard),
    ...(families && { families: guardFamilies(families, guard) }),
    ...(clientAssertions && { clientAssertions: guardAssertions(clientAssertions, guard) }),
  }
}

// Many databases say `null` for what is not there; where a port may say `undefined`, both mean the same.

/** The same store, whose failures are `PortFault`s. */
export function guardStore(store: DeviceAuthorizationStore, guard: Guard = guarded): DeviceAuthorizationStore {
  return {
    create: (authorization) => guard('store.create', () => store.create(authorization)),
    recordPoll: async (deviceCode, at) =>
      (await guard('store.recordPoll', () => store.recordPoll(deviceCode, at))) ?? undefined,
    findByUserCode: async (userCode) =>
      (await guard('store.findByUserCode', () => store.findByUserCode(userCode))) ?? undefined,
    replace: (seen, next) => guard('store.replace', () => store.replace(seen, next)),
  }
}

/** The same store of families, whose failures are `PortFault`s. */
function guardFamilies(families: TokenFamilyStore, guard: Guard): TokenFamilyStore {
  return {
    create: (family) => guard('families.create', () => families.create(family)),
    find: async (grantId) => (await guard('families.find', () => families.find(grantId))) ?? undefined,
    findBySubject: (subject) => guard('families.findBySubject', () => families.findBySubject(subject)),
    replace: (seen, next) => guard('families.replace', () => families.replace(seen, next)),
    cutOff: (holder, at, forgetAt) => guard('families.cutOff', () => families.cutOff(holder, at, forgetAt)),
    findCutOff: async (holder) => (await guard('families.findCutOff', () => families.findCutOff(holder))) ?? undefined,
  }
}

/** The same verifier and the same memory of what was used, whose failures are `PortFault`s. */
function guardAssertions<Parts extends { readonly verifier: AssertionVerifier; readonly used: OnceStore }>(
  parts: Parts,
  guard: Guard,
): Parts {
  const { verifier, used } = parts
  return {
    ...parts,
    verifier: {
      algorithms: verifier.algorithms,
      verify: (assertion, keys) => guard('clientAssertions.verify', () => verifier.verify(assertion, keys)),
    },
    used: { use: (name, forgetAt) => guard('clientAssertions.used', () => used.use(name, forgetAt)) },
  }
}

/**
 * The same registry, whose failures are `PortFault`s. The client of first-party logins is ours and not the registry's:
 * tokens of that client are a person's own sign-in, so no device may ever get one (RFC 8628 §5.5).
 */
export function guardClients(
  clients: ClientRegistry,
  firstParty: Client | undefined,
  guard: Guard = guarded,
): ClientRegistry {
  return {
    async findClient(clientId) {
      if (clientId === firstParty?.clientId) return firstParty
      return (await guard('clients.findClient', () => clients.findClient(clientId))) ?? undefined
    },
  }
}

/** The same directory, whose failures are `PortFault`s. */
export function guardAccounts(accounts: AccountDirectory, guard: Guard = guarded): AccountDirectory {
  const { findByUsername, findOrganisations, replacePasswordHash } = accounts
  return {
    findAccount: async (subject) =>
      (await guard('accounts.findAccount', () => accounts.findAccount(subject))) ?? undefined,
    ...(findByUsername && {
      findByUsername: async (username) =>
        (await guard('accounts.findByUsername', () => findByUsername.call(accounts, username))) ?? undefined,
    }),
    ...(findOrganisations && {
      findOrganisations: (subject) =>
        guard('accounts.findOrganisations', () => findOrganisations.call(accounts, subject)),
    }),
    ...(replacePasswordHash && {
      replacePasswordHash: (subject, seen, next) =>
        guard('accounts.replacePasswordHash', () => replacePasswordHash.call(accounts, subject, seen, next)),
    }),
  }
}

/** The same issuer, whose failures are `PortFault`s. */
export function guardTokens(tokens: TokenIssuer, guard: Guard = guarded): TokenIssuer {
  const { verify, jwks, idTokenAlgorithms } = tokens
  return {
    issue: (grant) => guard('tokens.issue', () => tokens.issue(grant)),
    ...(idTokenAlgorithms && { idTokenAlgorithms }),
    ...(verify && {
      verify: async (accessToken, audiences) =>
        (await guard('tokens.verify', () => verify.call(tokens, accessToken, audiences))) ?? undefined,
    }),
    ...(jwks && { jwks: () => guard('tokens.jwks', () => jwks.call(tokens)) }),
  }
}

/** The same hasher, whose failures are `PortFault`s. How long a hash may take is for its gate to say. */
export function guardHasher(hasher: PasswordHasher): PasswordHasher {
  return {
    hash: (password) => guarded('passwordHasher.hash', () => hasher.hash(password)),
    verify: (hash, password) => guarded('passwordHasher.verify', () => hasher.verify(hash, password)),
    isOutdated: (hash) => hasher.isOutdated(hash),
  }
}

/** Runs a call to the outside, which `call` names; whatever it throws becomes the cause of a `PortFault`. */
export const guarded: Guard = async (call, run) => {
  try {
    return await run()
  } catch (cause) {
    throw new PortFault(call, cause)
  }
}

/** How calls to the outside are run. */
export type Guard = <Result>(call: string, run: () => Promise<Result>) => Promise<Result>
