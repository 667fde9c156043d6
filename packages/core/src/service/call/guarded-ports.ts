import type { AccountDirectory } from '../../ports/account-directory.js'
import type { DeviceAuthorizationStore, Versioned } from '../../ports/authorization-store.js'
import type { Client, ClientRegistry } from '../../ports/client-registry.js'
import type { MaybePromise } from '../../ports/found.js'
import type { PasswordHasher } from '../../ports/password-hasher.js'
import type { TokenFamilyStore, VersionedFamily } from '../../ports/token-family-store.js'
import type { TokenIssuer } from '../../ports/token-issuer.js'
import { readCreation, readPage } from '../records/read-family-replies.js'
import { quoted, readInstant, readText, readTruth, readWord } from '../records/read-record.js'
import {
  readAccessTokenClaims,
  readAccountRecord,
  readAssertionClaims,
  readClientRecord,
  readIssuedTokens,
  readOrganizationsRecord,
} from '../records/records.js'
import { readPolled, readVersioned, readVersionedFamily } from '../records/stored-records.js'
import type {
  ClientAssertions,
  GuardedAccounts,
  GuardedAssertions,
  GuardedClients,
  GuardedPorts,
  GuardedTokens,
  ServicePorts,
} from './context.js'
import { PortFault, RecordFault } from './faults.js'

/**
 * Returns the same ports, but every failure is a `PortFault`. {@link guardClients} describes the first-party client.
 */
export function guardPorts(ports: ServicePorts, firstParty: Client | undefined, guard: Guard): GuardedPorts {
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

// Many databases return `null` for a missing value. Where a port may return `undefined`, `null` means the same.

// The guards also check every returned value (docs/decisions/0034), because types are not enforced at run time.
/** Returns the same store, but every failure is a `PortFault`. */
export function guardStore(store: DeviceAuthorizationStore, guard: Guard = guarded): DeviceAuthorizationStore {
  return {
    async create(authorization) {
      const call = 'store.create'
      return readWord(call, await guard(call, () => store.create(authorization)), ['created', 'userCodeTaken'])
    },
    async recordPoll(deviceCode, at) {
      const call = 'store.recordPoll'
      const found = await guard(call, () => store.recordPoll(deviceCode, at))
      return checkCode(readPolled(found, { call, record: 'a device authorization' }), call, 'deviceCode', deviceCode)
    },
    async findByUserCode(userCode) {
      const call = 'store.findByUserCode'
      const found = await guard(call, () => store.findByUserCode(userCode))
      return checkCode(readVersioned(found, { call, record: 'a device authorization' }), call, 'userCode', userCode)
    },
    async replace(seen, next) {
      const call = 'store.replace'
      return readTruth(call, await guard(call, () => store.replace(seen, next)))
    },
  }
}

function checkCode<Found extends Versioned>(
  found: Found | undefined,
  call: string,
  name: 'deviceCode' | 'userCode',
  asked: string,
): Found | undefined {
  if (found === undefined || found.authorization[name] === asked) return found
  throw new RecordFault(call, 'a device authorization', [`${name} must be the requested one`])
}

/** Returns the same family store, but every failure is a `PortFault`. */
function guardFamilies(families: TokenFamilyStore, guard: Guard): TokenFamilyStore {
  return {
    async create(family, caps) {
      const call = 'families.create'
      return readCreation(call, await guard(call, () => families.create(family, caps)))
    },
    async find(grantId) {
      const call = 'families.find'
      const found = await guard(call, () => families.find(grantId))
      return checkFamily(found, call, 'grantId', grantId)
    },
    async listBySubject(subject, listing) {
      const call = 'families.listBySubject'
      const page = readPage(call, await guard(call, () => families.listBySubject(subject, listing)), listing.limit)
      const read = page.families.map((one) => checkFamily(one, call, 'subject', subject))
      return { ...page, families: read.filter((one) => one !== undefined) }
    },
    async replace(seen, next) {
      const call = 'families.replace'
      return readTruth(call, await guard(call, () => families.replace(seen, next)))
    },
    revokeBefore: (holder, at, forgetAt) =>
      guard('families.revokeBefore', () => families.revokeBefore(holder, at, forgetAt)),
    async findRevokedBefore(holder) {
      const call = 'families.findRevokedBefore'
      return readInstant(call, await guard(call, () => families.findRevokedBefore(holder)))
    },
  }
}

function checkFamily(
  found: VersionedFamily | undefined,
  call: string,
  name: 'grantId' | 'subject',
  asked: string,
): VersionedFamily | undefined {
  const record = `the family of the ${name === 'grantId' ? 'grant' : 'subject'} ${quoted(asked)}`
  const read = readVersionedFamily(found, { call, record })
  if (read === undefined || read.family[name] === asked) return read
  throw new RecordFault(call, record, [`${name} must be the requested one`])
}

/** Returns the same verifier and the same jti store, but every failure is a `PortFault`. */
function guardAssertions(parts: ClientAssertions, guard: Guard): GuardedAssertions {
  const { verifier, used } = parts
  return {
    ...parts,
    verifier: {
      algorithms: verifier.algorithms,
      async verify(assertion, keys) {
        const call = 'clientAssertions.verify'
        const claims = await guard(call, () => verifier.verify(assertion, keys))
        return readAssertionClaims(claims, { call, record: 'the claims of a client assertion' })
      },
    },
    used: {
      async use(name, forgetAt) {
        const call = 'clientAssertions.used'
        return readTruth(call, await guard(call, () => used.use(name, forgetAt)))
      },
    },
  }
}

/**
 * Returns the same registry, but every failure is a `PortFault`. The client of first-party logins comes from the
 * configuration and not from the registry: its tokens are the sign-in of a person, so no device may ever get one
 * (RFC 8628 §5.5).
 */
export function guardClients(
  clients: ClientRegistry,
  firstParty: Client | undefined,
  guard: Guard = guarded,
): GuardedClients {
  return {
    async findClient(clientId) {
      if (clientId === firstParty?.clientId) return firstParty
      const call = 'clients.findClient'
      const found = await guard(call, () => clients.findClient(clientId))
      return readClientRecord(found, { call, record: `the client ${quoted(clientId)}`, key: ['clientId', clientId] })
    },
  }
}

/** Returns the same directory, but every failure is a `PortFault`. */
export function guardAccounts(accounts: AccountDirectory, guard: Guard = guarded): GuardedAccounts {
  const { findByUsername, findOrganizations, replacePasswordHash } = accounts
  return {
    async findAccount(subject) {
      const call = 'accounts.findAccount'
      const found = await guard(call, () => accounts.findAccount(subject))
      return readAccountRecord(found, { call, record: `the account ${quoted(subject)}`, key: ['subject', subject] })
    },
    ...(findByUsername && {
      // The typed username is not in the message: people type passwords into that field.
      async findByUsername(username) {
        const call = 'accounts.findByUsername'
        const found = await guard(call, () => findByUsername.call(accounts, username))
        return readAccountRecord(found, { call, record: accountNamed(found) })
      },
    }),
    ...(findOrganizations && {
      async findOrganizations(subject) {
        const call = 'accounts.findOrganizations'
        const found = await guard(call, () => findOrganizations.call(accounts, subject))
        const record = `the organizations of the account ${quoted(subject)}`
        return readOrganizationsRecord(found, { call, record }) ?? { all: [] }
      },
    }),
    ...(replacePasswordHash && {
      replacePasswordHash: (subject, seen, next) =>
        guard('accounts.replacePasswordHash', () => replacePasswordHash.call(accounts, subject, seen, next)),
    }),
  }
}

function accountNamed(found: unknown): string {
  const subject: unknown = Object(found).subject
  return typeof subject === 'string' ? `the account ${quoted(subject)}` : 'an account'
}

/** Returns the same issuer, but every failure is a `PortFault`. */
export function guardTokens(tokens: TokenIssuer, guard: Guard = guarded): GuardedTokens {
  const { verify, jwks, idTokenAlgorithms } = tokens
  return {
    async issue(grant) {
      const call = 'tokens.issue'
      const record = `the tokens of the client ${quoted(grant.clientId)}`
      const issued = readIssuedTokens(await guard(call, () => tokens.issue(grant)), { call, record })
      if (issued === undefined) throw new RecordFault(call, record, ['it must be an object'])
      return issued
    },
    ...(idTokenAlgorithms && { idTokenAlgorithms }),
    ...(verify && {
      async verify(accessToken, audiences) {
        const call = 'tokens.verify'
        const claims = await guard(call, () => verify.call(tokens, accessToken, audiences))
        return readAccessTokenClaims(claims, { call, record: 'the claims of an access token' })
      },
    }),
    ...(jwks && { jwks: () => guard('tokens.jwks', () => jwks.call(tokens)) }),
  }
}

/**
 * Returns the same hasher, but every failure is a `PortFault`. It has no timeout: the hashing gate limits the waiting.
 */
export function guardHasher(hasher: PasswordHasher): PasswordHasher {
  return {
    async hash(password) {
      const call = 'passwordHasher.hash'
      return readText(call, await guarded(call, () => hasher.hash(password)))
    },
    async verify(hash, password) {
      const call = 'passwordHasher.verify'
      return readTruth(call, await guarded(call, () => hasher.verify(hash, password)))
    },
    isOutdated: (hash) => readTruth('passwordHasher.isOutdated', hasher.isOutdated(hash)),
  }
}

/** Runs a call to a port. `call` names it. Anything that it throws becomes the cause of a `PortFault`. */
export const guarded: Guard = async (call, run) => {
  try {
    return await run()
  } catch (cause) {
    throw new PortFault(call, cause)
  }
}

/** Runs calls to ports. */
export type Guard = <Result>(call: string, run: () => MaybePromise<Result>) => Promise<Result>
