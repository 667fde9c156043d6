import type { ClientId } from '../machine/names.js'
import { type Duration, second } from '../machine/time.js'
import type { AccountDirectory } from '../ports/account-directory.js'
import type { DeviceAuthorizationStore } from '../ports/authorization-store.js'
import type { ClientRegistry } from '../ports/client-registry.js'
import type { PasswordHasher } from '../ports/password-hasher.js'
import type { TokenIssuer } from '../ports/token-issuer.js'

/** Something outside of us failed: a store, a registry, an issuer. Trying again later may help. */
export class PortFault extends Error {
  override readonly name = 'PortFault'

  /** `call` names the port and the method; `cause` is what it threw. */
  constructor(call: string, cause: unknown) {
    super(`${call} failed`, { cause })
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

/**
 * The same registry, whose failures are `PortFault`s. The client of first-party logins is hidden from it: tokens of
 * that client are a person's own sign-in, so no device may ever get one (RFC 8628 §5.5).
 */
export function guardClients(
  clients: ClientRegistry,
  firstParty: ClientId | undefined,
  guard: Guard = guarded,
): ClientRegistry {
  return {
    async findClient(clientId) {
      if (clientId === firstParty) return undefined
      return (await guard('clients.findClient', () => clients.findClient(clientId))) ?? undefined
    },
  }
}

/** The same directory, whose failures are `PortFault`s. */
export function guardAccounts(accounts: AccountDirectory, guard: Guard = guarded): AccountDirectory {
  const { findByUsername, replacePasswordHash } = accounts
  return {
    findAccount: async (subject) =>
      (await guard('accounts.findAccount', () => accounts.findAccount(subject))) ?? undefined,
    ...(findByUsername && {
      findByUsername: async (username) =>
        (await guard('accounts.findByUsername', () => findByUsername.call(accounts, username))) ?? undefined,
    }),
    ...(replacePasswordHash && {
      replacePasswordHash: (subject, seen, next) =>
        guard('accounts.replacePasswordHash', () => replacePasswordHash.call(accounts, subject, seen, next)),
    }),
  }
}

/** The same issuer, whose failures are `PortFault`s. */
export function guardTokens(tokens: TokenIssuer, guard: Guard = guarded): TokenIssuer {
  const { verify, jwks } = tokens
  return {
    issue: (grant) => guard('tokens.issue', () => tokens.issue(grant)),
    ...(verify && {
      verify: (accessToken, audiences) => guard('tokens.verify', () => verify.call(tokens, accessToken, audiences)),
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

/**
 * A guard that waits no longer than the deadline, one second unless told: a port that hangs must become an answer, not a hanging request. What
 * the call comes to later is nobody's any more.
 */
export function createGuard(deadline: Duration = 1 * second): Guard {
  return async (call, run) => {
    let timer: unknown
    const tooLate = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer within ${deadline} ms`)), deadline)
    })
    try {
      return await guarded(call, () => Promise.race([run(), tooLate]))
    } finally {
      clearTimeout(timer)
    }
  }
}
